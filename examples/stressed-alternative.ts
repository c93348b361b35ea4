/**
 * The stressed alternative: many writers on many channels, one process that selects among them.
 *
 *     writer ×100 ──▶ channel 0 ──┐
 *          …              …       ├──▶ reader
 *     writer ×100 ──▶ channel 9 ──┘
 *
 * Every channel always has somebody waiting, so the order of the selection decides everything. With `fair`
 * order each channel is served as often as any other; with `priority` the first would be the only one ever
 * served. Whoever is not served has lost nothing: an offer that is not chosen is not consumed.
 *
 * From JCSP's StressedAlt, which measures what a selection costs as guards and writers grow.
 *
 *     node --import tsx examples/stressed-alternative.ts [--fibers]
 */
import { pathToFileURL } from 'node:url'
import { alternative, channel, parallel, type Reader, type Writer } from 'hocket'
import { component } from 'hocket/components'
import { select, write } from 'hocket/fiber'

const asynchronous = {
  writer: component(async function writer(output: Writer<string>, name: string) {
    for (;;) await output.write(name)
  }),
  reader: component(async function reader(inputs: readonly Reader<string>[], turns: number) {
    const served = inputs.map(() => 0)
    const next = alternative(inputs, { order: 'fair' })
    for (let turn = 0; turn < turns; turn++) served[(await next.select()).key]!++
    return served
  }),
}

const fibers = {
  writer: component(function* writer(output: Writer<string>, name: string) {
    for (;;) yield* write(output, name)
  }),
  reader: component(function* reader(inputs: readonly Reader<string>[], turns: number) {
    const served = inputs.map(() => 0)
    const next = alternative(inputs, { order: 'fair' })
    for (let turn = 0; turn < turns; turn++) served[(yield* select(next)).key]!++
    return served
  }),
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { writer, reader } = args.includes('--fibers') ? fibers : asynchronous
  const channels = Array.from({ length: 10 }, (_, at) => channel<string>(`channel ${at}`))
  const inputs = channels.map(({ reader }) => reader)
  // The writers share their channel, and each has a lease of its end.
  const writers = channels.flatMap(({ name, writer: output }) =>
    Array.from({ length: 100 }, (_, at) => writer(output.lease(), `writer ${at} of ${name}`)),
  )
  const [served] = await parallel([reader(inputs, 10_000), ...writers])
  for (const [at, turns] of (served as number[]).entries()) print(`channel ${at}: ${turns} turns`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
