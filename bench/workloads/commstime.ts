/**
 * Commstime (after occam; the main figure of aPyCSP's paper): a number runs round the ring
 * prefix → delta → successor → prefix, and delta hands each to a consumer as well. Four communications a round
 * and nothing else to do: the time is the cost of a communication with its two context switches.
 */
import { parallel, read, write } from '../../src/fiber/index.ts'
import { channel, defineProcess, type Reader, spawn, type Writer } from '../../src/index.ts'
import type { Meter } from '../meter.ts'
import type { Network } from '../workload.ts'

const fiber = {
  prefix: defineProcess(function* prefix(input: Reader<number>, output: Writer<number>) {
    yield* write(output, 0)
    for (;;) yield* write(output, yield* read(input))
  }),
  sequentialDelta: defineProcess(function* delta(
    input: Reader<number>,
    first: Writer<number>,
    second: Writer<number>,
  ) {
    for (;;) {
      const value = yield* read(input)
      yield* write(first, value)
      yield* write(second, value)
    }
  }),
  parallelDelta: defineProcess(function* delta(
    input: Reader<number>,
    first: Writer<number>,
    second: Writer<number>,
  ) {
    for (;;) {
      const value = yield* read(input)
      yield* parallel(
        () => write(first, value),
        () => write(second, value),
      )
    }
  }),
  successor: defineProcess(function* successor(input: Reader<number>, output: Writer<number>) {
    for (;;) yield* write(output, 1 + (yield* read(input)))
  }),
  consumer: defineProcess(function* consumer(input: Reader<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) yield* read(input)
    } while (meter.lap())
  }),
}

const async = {
  prefix: defineProcess(async function prefix(input: Reader<number>, output: Writer<number>) {
    await output.write(0)
    for (;;) await output.write(await input.read())
  }),
  sequentialDelta: defineProcess(async function delta(
    input: Reader<number>,
    first: Writer<number>,
    second: Writer<number>,
  ) {
    for (;;) {
      const value = await input.read()
      await first.write(value)
      await second.write(value)
    }
  }),
  // Operations begin when called: two of them in flight need no process each, as with the rivals' promises.
  parallelDelta: defineProcess(async function delta(
    input: Reader<number>,
    first: Writer<number>,
    second: Writer<number>,
  ) {
    for (;;) {
      const value = await input.read()
      await Promise.all([first.write(value), second.write(value)])
    }
  }),
  successor: defineProcess(async function successor(input: Reader<number>, output: Writer<number>) {
    for (;;) await output.write(1 + (await input.read()))
  }),
  consumer: defineProcess(async function consumer(input: Reader<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) await input.read()
    } while (meter.lap())
  }),
}

function hocket({
  prefix,
  sequentialDelta,
  parallelDelta,
  successor,
  consumer,
}: typeof fiber | typeof async): Network {
  return async (meter, { variant }) => {
    const delta = variant === 'par' ? parallelDelta : sequentialDelta
    const a = channel<number>('a')
    const b = channel<number>('b')
    const c = channel<number>('c')
    const d = channel<number>('d')
    spawn(prefix(c.reader, a.writer))
    spawn(delta(a.reader, b.writer, d.writer))
    spawn(successor(b.reader, c.writer))
    await spawn(consumer(d.reader, meter)).done
  }
}

export const commstime = { fiber: hocket(fiber), async: hocket(async) }
