/** The workloads on bare generators: what fibers are measured against. */
import type { Meter } from '../meter.ts'
import { parseStress } from '../stress.ts'
import type { Network, Population } from '../workload.ts'
import { Channel, drain, start, stop } from './generator-channel.ts'

type Numbers = Channel<number>

const numbers = () => new Channel<number>()

/** Runs a network until its metered process stops it. */
function run(...bodies: Iterator<unknown>[]): void {
  for (const body of bodies) start(body)
  drain()
}

function* identity(input: Numbers, output: Numbers) {
  for (;;) yield* output.write(yield* input.read())
}

function* prefix(input: Numbers, output: Numbers) {
  yield* output.write(0)
  for (;;) yield* output.write(yield* input.read())
}

function* delta(input: Numbers, first: Numbers, second: Numbers) {
  for (;;) {
    const value = yield* input.read()
    yield* first.write(value)
    yield* second.write(value)
  }
}

function* successor(input: Numbers, output: Numbers) {
  for (;;) yield* output.write(1 + (yield* input.read()))
}

function* source(output: Numbers) {
  for (let i = 0; ; i++) yield* output.write(i)
}

function* sink(input: Numbers) {
  for (;;) yield* input.read()
}

function* meteredSource(output: Numbers, meter: Meter) {
  do {
    for (let i = meter.count; i > 0; i--) yield* output.write(i)
  } while (meter.lap())
  stop()
}

function* meteredSink(input: Numbers, meter: Meter) {
  do {
    for (let i = meter.count; i > 0; i--) yield* input.read()
  } while (meter.lap())
  stop()
}

const commstime: Network = meter => {
  const [a, b, c, d] = [numbers(), numbers(), numbers(), numbers()]
  run(prefix(c, a), delta(a, b, d), successor(b, c), meteredSink(d, meter))
}

const prodcons: Network = meter => {
  const messages = numbers()
  run(source(messages), meteredSink(messages, meter))
}

function* driver(first: Numbers, last: Numbers, batch: number, meter: Meter) {
  do {
    for (let round = meter.count; round > 0; round--) {
      for (let i = 0; i < batch; i++) yield* first.write(i)
      for (let i = 0; i < batch; i++) yield* last.read()
    }
  } while (meter.lap())
  stop()
}

const line: Network = (meter, { n, underWay }) => {
  const first = numbers()
  let last = first
  for (let i = 0; i < n; i++) {
    const next = numbers()
    start(identity(last, next))
    last = next
  }
  run(driver(first, last, underWay, meter))
}

const fanOut: Network = (meter, { n }) => {
  const work = numbers()
  run(...Array.from({ length: n }, () => sink(work)), meteredSource(work, meter))
}

const fanIn: Network = (meter, { n }) => {
  const results = numbers()
  run(...Array.from({ length: n }, () => source(results)), meteredSink(results, meter))
}

// There is no selection here: the reader takes from one channel after the other, which every fair select over
// ready channels has to do at least. What it shows is the cache's share as the waiting writers grow.
function* turns(inputs: readonly Numbers[], meter: Meter) {
  let turn = 0
  do {
    for (let i = meter.count; i > 0; i--) {
      yield* inputs[turn]!.read()
      if (++turn === inputs.length) turn = 0
    }
  } while (meter.lap())
  stop()
}

const stressed: Network = (meter, { variant }) => {
  const { guards, writers } = parseStress(variant)
  const inputs = Array.from({ length: guards }, numbers)
  for (const input of inputs) for (let i = 0; i < writers; i++) start(source(input))
  run(turns(inputs, meter))
}

export const networks: Readonly<Record<string, Network>> = {
  commstime,
  prodcons,
  chain: line,
  ring: line,
  'fan-out': fanOut,
  'fan-in': fanIn,
  stressed,
}

function* member(number: number, checkIn: Numbers, shared: Numbers) {
  yield* checkIn.write(number)
  for (;;) yield* shared.read()
}

function* registrar(checkIn: Numbers, count: number) {
  for (let i = 0; i < count; i++) yield* checkIn.read()
}

function* waker(shared: Numbers) {
  yield* shared.write(0)
}

/** Processes started before their check-ins are read. */
const BATCH = 1_000

export function population(n: number): Population {
  const checkIn = numbers()
  const shared = numbers()
  return {
    create() {
      for (let created = 0; created < n; ) {
        const upTo = Math.min(n, created + BATCH)
        start(registrar(checkIn, upTo - created))
        for (; created < upTo; created++) start(member(created, checkIn, shared))
        drain()
      }
    },
    communicate() {
      run(waker(shared))
    },
  }
}
