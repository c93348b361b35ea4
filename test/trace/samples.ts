/**
 * Recordings for the tests of exports: a real network, and one with every kind of event and awkward names.
 */
import { channel, fifo, parallel } from '../../src/index.ts'
import type { TraceEvent } from '../../src/trace/events.ts'
import { record } from '../../src/trace/record.ts'
import { Recorder } from '../../src/trace/recorder.ts'

/** Commstime, the benchmark that the field knows: prefix, delta, successor and a consumer. */
export async function commstime(rounds: number): Promise<TraceEvent[]> {
  const recording = record()
  const names = ['prefixed', 'back', 'forth', 'out'] as const
  const [a, b, c, d] = names.map(name => channel<number>(name))
  await parallel(
    async function prefix() {
      await a!.writer.write(0)
      for await (const x of b!.reader) await a!.writer.write(x)
    },
    async function delta() {
      for await (const x of a!.reader) {
        await c!.writer.write(x)
        await d!.writer.write(x)
      }
    },
    async function successor() {
      for await (const x of c!.reader) await b!.writer.write(x + 1)
    },
    async function consumer() {
      for (let i = 0; i < rounds; i++) await d!.reader.read()
      for (const one of [a, b, c, d]) one!.poison()
    },
  )
  const log = channel<number>({ name: 'log', buffer: fifo(4) })
  await parallel(async function logger() {
    for (let i = 0; i < 4; i++) await log.writer.write(i)
    for (let i = 0; i < 4; i++) await log.reader.read()
  })
  recording.stop()
  return recording.events()
}

/** Names that are syntax somewhere: in Mermaid, DOT, JSON, or all of them. */
export const awkward = [
  'end',
  'a "quoted" name; with #35; <b>&amp;</b>',
  'loop\\n{x} -->> y: z % %% (p1)',
  'línea\nsegunda',
  'participant p9',
  ' ',
  'Note over p1: x',
  '日本語 🎼',
]

/** Every kind of event, between processes and on channels of awkward names. */
export function everything(): TraceEvent[] {
  const clock = { time: 0 }
  const recorder = new Recorder({ now: () => clock.time })
  awkward.forEach((name, i) => {
    recorder.spawn(i + 1, name, i, i % 2 === 0 ? 'async' : 'fiber', 'a.ts:1:1')
    recorder.channel(i + 1, name, i % 2 === 0 ? undefined : { kind: 'fifo', capacity: 2 })
  })
  for (let i = 1; i <= awkward.length; i++) {
    clock.time += 0.1
    const next = (i % awkward.length) + 1
    recorder.parkOne(i, 'write', i)
    recorder.rendezvous(i, i, next, 1)
    recorder.resume(i)
    recorder.put(next, i, 1)
    recorder.take(next, next, 0)
    recorder.choice(i, awkward[i - 1]!)
    recorder.timer(i, 5)
    recorder.park(i, 'select', [
      { channel: i, direction: 'read', key: awkward[i - 1]! },
      { delay: 3, key: 'late' },
      { waitable: awkward[i - 1]!, key: 'all' },
    ])
  }
  recorder.park(1, 'wait', [{ process: 2 }, { process: 3 }])
  recorder.close(1, 1, 'write')
  recorder.poison(2, 2, awkward[1])
  recorder.barrier(awkward[2]!, [1, 2])
  recorder.deadlock([1, 2, 3], [2, 3])
  recorder.end(3, 'failed', awkward[1])
  recorder.end(4, 'done')
  return recorder.events()
}
