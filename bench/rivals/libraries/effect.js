/**
 * Effect: fibers and Queue.bounded(0), where an offer succeeds only when a taker waits: the nearest to a rendezvous
 * that Effect has. It has no selection over queues; its race of takes is the nearest.
 */
import { Effect, Queue } from 'effect'
import { ending, turn } from '../styles/population.js'

const consume = (queue, meter) =>
  Effect.gen(function* () {
    let previous = 0
    do {
      for (let i = meter.count; i > 0; i--) {
        const value = yield* Queue.take(queue)
        if (value !== ++previous) throw new Error(`got ${value} after ${previous - 1}`)
      }
    } while (meter.lap())
  })

const parallel = { concurrency: 'unbounded', discard: true }

const source = queue =>
  Effect.gen(function* () {
    for (let i = 1; ; i++) yield* Queue.offer(queue, i)
  })

const commstime = (meter, { variant }) =>
  Effect.gen(function* () {
    const [a, b, c, d] = yield* Effect.all([1, 2, 3, 4].map(() => Queue.bounded(0)))
    yield* Effect.forkChild(
      Effect.gen(function* prefix() {
        yield* Queue.offer(a, 1)
        for (;;) yield* Queue.offer(a, yield* Queue.take(c))
      }),
    )
    yield* Effect.forkChild(
      variant === 'par'
        ? Effect.gen(function* delta() {
            for (;;) {
              const value = yield* Queue.take(a)
              yield* Effect.all([Queue.offer(b, value), Queue.offer(d, value)], parallel)
            }
          })
        : Effect.gen(function* delta() {
            for (;;) {
              const value = yield* Queue.take(a)
              yield* Queue.offer(b, value)
              yield* Queue.offer(d, value)
            }
          }),
    )
    yield* Effect.forkChild(
      Effect.gen(function* successor() {
        for (;;) yield* Queue.offer(c, (yield* Queue.take(b)) + 1)
      }),
    )
    yield* consume(d, meter)
  })

const prodcons = (meter, { variant }) =>
  Effect.gen(function* () {
    const queue = yield* Queue.bounded(Number(variant))
    yield* Effect.forkChild(source(queue))
    yield* consume(queue, meter)
  })

const stressed = (meter, { variant }) =>
  Effect.gen(function* () {
    const [guards, writers] = variant.split('x').map(Number)
    const queues = yield* Effect.all(Array.from({ length: guards }, () => Queue.bounded(0)))
    for (const queue of queues) {
      for (let i = 0; i < writers; i++) yield* Effect.forkChild(source(queue))
    }
    yield* Effect.promise(turn)
    const any = Effect.raceAllFirst(queues.map(queue => Queue.take(queue)))
    do {
      for (let i = meter.count; i > 0; i--) yield* any
    } while (meter.lap())
  })

const network = form => (meter, setting) => Effect.runPromise(form(meter, setting))

function population(n) {
  const checkIn = Effect.runSync(Queue.bounded(0))
  const shared = Effect.runSync(Queue.bounded(0))
  const over = ending(n)
  const member = number =>
    Effect.onExit(
      Effect.gen(function* () {
        yield* Queue.offer(checkIn, number)
        for (;;) yield* Queue.take(shared)
      }),
      () => Effect.sync(over.one),
    )
  return {
    async create() {
      for (let i = 0; i < n; i++) Effect.runFork(member(i))
      await Effect.runPromise(
        Effect.gen(function* () {
          for (let i = 0; i < n; i++) yield* Queue.take(checkIn)
        }),
      )
      await turn()
    },
    async communicate() {
      await Effect.runPromise(Queue.offer(shared, 1))
      await turn()
    },
    async end() {
      await Effect.runPromise(Queue.shutdown(shared))
      await over.all
    },
  }
}

export default {
  networks: {
    commstime: network(commstime),
    prodcons: network(prodcons),
    stressed: network(stressed),
  },
  population,
}
