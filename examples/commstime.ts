/**
 * Commstime: what a communication costs.
 *
 *             ┌──b──▶ successor ──c──┐
 *             │                      ▼
 *           delta ◀────────a─────── prefix
 *             │
 *             d
 *             ▼
 *          consumer
 *
 * A number runs round the ring, one more each time, and the consumer is given every one of them. A round is
 * four communications and nothing else, so the time of a round divided by four is the time of a communication
 * with its context switches. From occam by way of JCSP; the main figure of the aPyCSP paper (CPA 2018).
 *
 * Nobody has to stop the ring: each process owns its ends. When the consumer has had enough it lets go of its
 * input; delta then finds nobody to write to and lets go of its own ends, and so on round the ring.
 *
 * The asynchronous processes are written out below. With --fibers the ring is built from the shelf: the
 * components of the library are fibers.
 *
 *     node --import tsx examples/commstime.ts [--fibers]
 */
import { pathToFileURL } from 'node:url'
import { channel, parallel, type Reader, type Writer } from 'hocket'
import { component, prefix, sequentialDelta, successor } from 'hocket/components'
import { read } from 'hocket/fiber'

type In = Reader<number>
type Out = Writer<number>

const asynchronous = {
  prefix: component(async function prefix(input: In, output: Out, first: number) {
    await output.write(first)
    for (;;) await output.write(await input.read())
  }),
  delta: component(async function delta(input: In, outputs: readonly Out[]) {
    for (;;) {
      const n = await input.read()
      for (const output of outputs) await output.write(n)
    }
  }),
  successor: component(async function successor(input: In, output: Out) {
    for (;;) await output.write(1 + (await input.read()))
  }),
  consumer: component(async function consumer(input: In, rounds: number) {
    let last = -1
    for (let left = rounds; left > 0; left--) last = await input.read()
    return last
  }),
}

const fibers = {
  prefix,
  delta: sequentialDelta,
  successor,
  consumer: component(function* consumer(input: In, rounds: number) {
    let last = -1
    for (let left = rounds; left > 0; left--) last = yield* read(input)
    return last
  }),
}

/** Runs the ring and gives the last number that came out of it: one less than there were rounds. */
async function commstime(rounds: number, processes: typeof asynchronous | typeof fibers) {
  const a = channel<number>('a')
  const b = channel<number>('b')
  const c = channel<number>('c')
  const d = channel<number>('d')
  const [last] = await parallel(
    processes.consumer(d.reader, rounds),
    processes.prefix(c.reader, a.writer, 0),
    processes.delta(a.reader, [b.writer, d.writer]),
    processes.successor(b.reader, c.writer),
  )
  return last
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const rounds = 100_000
  const processes = args.includes('--fibers') ? fibers : asynchronous
  await commstime(rounds, processes)
  const began = performance.now()
  const last = await commstime(rounds, processes)
  const nanoseconds = ((performance.now() - began) * 1e6) / rounds / 4
  print(`the last of ${rounds} numbers was ${last}`)
  print(`${nanoseconds.toFixed(0)} ns for a communication`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
