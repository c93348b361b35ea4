/**
 * Effection: operations and createQueue. Its queues are unbounded and adding to one never waits, so a rendezvous
 * is made of two: the writer waits for an acknowledgement on the second.
 */
import { all, createQueue, run, spawn } from 'effection'
import { ending, turn } from '../styles/population.js'

const chan = () => ({ data: createQueue(), acknowledged: createQueue() })

function* put(c, value) {
  c.data.add(value)
  yield* c.acknowledged.next()
}

function* take(c) {
  const { value } = yield* c.data.next()
  c.acknowledged.add(0)
  return value
}

function* consume(c, meter) {
  let previous = 0
  do {
    for (let i = meter.count; i > 0; i--) {
      const value = yield* take(c)
      if (value !== ++previous) throw new Error(`got ${value} after ${previous - 1}`)
    }
  } while (meter.lap())
}

const commstime = (meter, { variant }) =>
  new Promise((resolve, reject) => {
    run(function* () {
      const [a, b, c, d] = [chan(), chan(), chan(), chan()]
      yield* spawn(function* prefix() {
        yield* put(a, 1)
        for (;;) yield* put(a, yield* take(c))
      })
      yield* spawn(
        variant === 'par'
          ? function* delta() {
              for (;;) {
                const value = yield* take(a)
                yield* all([put(b, value), put(d, value)])
              }
            }
          : function* delta() {
              for (;;) {
                const value = yield* take(a)
                yield* put(b, value)
                yield* put(d, value)
              }
            },
      )
      yield* spawn(function* successor() {
        for (;;) yield* put(c, (yield* take(b)) + 1)
      })
      yield* consume(d, meter)
      resolve()
    }).catch(reject)
  })

const prodcons = meter =>
  new Promise((resolve, reject) => {
    run(function* () {
      const c = chan()
      yield* spawn(function* source() {
        for (let i = 1; ; i++) yield* put(c, i)
      })
      yield* consume(c, meter)
      resolve()
    }).catch(reject)
  })

function population(n) {
  const checkIn = createQueue()
  const shared = createQueue()
  const over = ending(n)
  return {
    create: () =>
      new Promise((resolve, reject) => {
        // The processes must stay inside a living scope: what their operation spawned is halted when it returns.
        run(function* () {
          for (let i = 0; i < n; i++) {
            yield* spawn(function* member() {
              checkIn.add(i)
              for (;;) if ((yield* shared.next()).value === 'end') break
              over.one()
            })
          }
          for (let i = 0; i < n; i++) yield* checkIn.next()
          resolve()
          yield* createQueue().next()
        }).catch(reject)
      }),
    async communicate() {
      shared.add(1)
      await turn()
    },
    // Closing a queue ends one of its readers: each is sent the word instead.
    end() {
      for (let i = 0; i < n; i++) shared.add('end')
      return over.all
    },
  }
}

export default { networks: { commstime, prodcons }, population }
