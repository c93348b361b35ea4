/** Components refuse options and ends that they cannot work with, and show the right form. */
import { expect, test } from 'vitest'
import {
  batch,
  broadcast,
  crossbar,
  delta,
  fairMux,
  farm,
  merge,
  mux,
  orderedFarm,
  rateLimit,
  sequentialDelta,
  window,
  zip,
} from '../../src/components/index.ts'
import { channel, fifo, PoisonError, type ProcessBody, run } from '../../src/index.ts'

const none = undefined as never
const ends = () => {
  const [a, b] = [channel<never>({ name: 'a', buffer: fifo(1) }), channel<never>('b')]
  a.writer.tryWrite(1 as never)
  return [a.reader, b.writer] as const
}

test.each<[string, (input: never, output: never) => unknown, string]>([
  ['batch without options', (a, b) => batch(a, b, none), 'options are missing: batch(input'],
  [
    'batch with a time that is none',
    (a, b) => batch(a, b, { time: -1 }),
    'milliseconds from 0, not -1',
  ],
  ['window without options', (a, b) => window(a, b, none), 'options are missing: window(input'],
  [
    'window without a size',
    (a, b) => window(a, b, {} as never),
    'a window has a size or a time: window(input, output, { size: 3 })',
  ],
  ['farm without options', (a, b) => farm(a, b, none, none), 'options are missing: farm(input'],
  [
    'farm without workers',
    (a, b) => farm(a, b, none, {} as never),
    'workers is a whole number from 1, not undefined',
  ],
  [
    'orderedFarm without options',
    (a, b) => orderedFarm(a, b, none, none),
    'options are missing: orderedFarm(',
  ],
  ['rateLimit without options', (a, b) => rateLimit(a, b, none), 'options are missing: rateLimit('],
  ['merge of one reader', (a, b) => merge(a, b), "not reader of channel 'a': merge([a.reader"],
  ['mux of one reader', (a, b) => mux(a, b), "not reader of channel 'a': mux([a.reader"],
  ['fairMux of one reader', (a, b) => fairMux(a, b), "not reader of channel 'a': fairMux([a"],
  ['zip of one reader', (a, b) => zip(a, b), "not reader of channel 'a': zip([a.reader"],
  ['delta to one writer', (a, b) => delta(a, b), "not writer of channel 'b': delta(a.reader"],
  [
    'sequentialDelta to one writer',
    (a, b) => sequentialDelta(a, b),
    "channel 'b': sequentialDelta(",
  ],
  ['broadcast to one writer', (a, b) => broadcast(a, b), "channel 'b': broadcast(a.reader"],
  ['crossbar to one writer', (a, b) => crossbar([a], b, () => 0), "channel 'b': crossbar([a"],
  ['crossbar from one reader', (a, b) => crossbar(a, [b], () => 0), "channel 'a': crossbar([a"],
])('%s', async (_, make, said) => {
  const [input, output] = ends()
  await expect(run(make(input as never, output as never) as ProcessBody<void>)).rejects.toThrow(
    said,
  )
  // Its ends are poisoned with the error, as those of a component that fails later.
  await expect(input.read()).rejects.toBeInstanceOf(PoisonError)
})
