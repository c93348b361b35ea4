/**
 * A token ring: mutual exclusion without a central process.
 *
 *     ┌──▶ station 0 ──▶ station 1 ──▶ … ──▶ station 99 ──┐
 *     └────────────────────────────────────────────────────┘
 *
 * One token goes round, and only the station that has it may do what must be done alone: here, write to a log
 * that all of them share. The token carries the number of hops that it has made. The first station keeps it
 * after the last round; the ring then comes apart by itself, since each station owns its two ends.
 *
 * From Le Lann, "Distributed systems: towards a formal approach" (1977); as a measure of context switches it is
 * the ring of Armstrong's Erlang book.
 *
 *     node --import tsx examples/token-ring.ts [--fibers]
 */
import { pathToFileURL } from 'node:url'
import { type Reader, run, type Writer } from 'hocket'
import { component, tokenRing } from 'hocket/components'
import { read, write } from 'hocket/fiber'

interface Station {
  /** What must never be done by two at a time. */
  work(hops: number): void
  /** Whether the token stays here. */
  keeps(hops: number): boolean
}

const asynchronous = component(async function station(
  input: Reader<number>,
  output: Writer<number>,
  { work, keeps }: Station,
) {
  for await (const hops of input) {
    if (keeps(hops)) return
    work(hops)
    await output.write(hops + 1)
  }
})

const fiber = component(function* station(
  input: Reader<number>,
  output: Writer<number>,
  { work, keeps }: Station,
) {
  for (;;) {
    const hops = yield* read(input)
    if (keeps(hops)) return
    work(hops)
    yield* write(output, hops + 1)
  }
})

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const station = args.includes('--fibers') ? fiber : asynchronous
  const [stations, rounds] = [100, 100]
  const log: number[] = []
  const ring = Array.from(
    { length: stations },
    (_, at) => (input: Reader<number>, output: Writer<number>) =>
      station(input, output, {
        work: () => log.push(at),
        keeps: hops => hops === stations * rounds,
      }),
  )
  await run(tokenRing(ring, 0))
  const inTurn = log.every((at, hop) => at === hop % stations)
  print(
    `${log.length} hops round ${stations} stations, ${inTurn ? 'each in its turn' : 'out of turn'}`,
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
