/**
 * Fan-out and fan-in over one any-to-any channel: one producer for n consumers, and n producers for one
 * consumer. No selection is involved; the channel's own queue is the fan.
 */
import { read, write } from '../../src/fiber/index.ts'
import { channel, defineProcess, type Reader, spawn, type Writer } from '../../src/index.ts'
import type { Meter } from '../meter.ts'
import type { Network } from '../workload.ts'

const fiber = {
  source: defineProcess(function* source(output: Writer<number>) {
    for (let i = 0; ; i++) yield* write(output, i)
  }),
  sink: defineProcess(function* sink(input: Reader<number>) {
    for (;;) yield* read(input)
  }),
  meteredSource: defineProcess(function* source(output: Writer<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) yield* write(output, i)
    } while (meter.lap())
  }),
  meteredSink: defineProcess(function* sink(input: Reader<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) yield* read(input)
    } while (meter.lap())
  }),
}

const async = {
  source: defineProcess(async function source(output: Writer<number>) {
    for (let i = 0; ; i++) await output.write(i)
  }),
  sink: defineProcess(async function sink(input: Reader<number>) {
    for (;;) await input.read()
  }),
  meteredSource: defineProcess(async function source(output: Writer<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) await output.write(i)
    } while (meter.lap())
  }),
  meteredSink: defineProcess(async function sink(input: Reader<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) await input.read()
    } while (meter.lap())
  }),
}

function out({ sink, meteredSource }: typeof fiber | typeof async): Network {
  return async (meter, { n }) => {
    const work = channel<number>('work')
    for (let i = 0; i < n; i++) spawn(sink(work.reader))
    await spawn(meteredSource(work.writer, meter)).done
  }
}

function into({ source, meteredSink }: typeof fiber | typeof async): Network {
  return async (meter, { n }) => {
    const results = channel<number>('results')
    for (let i = 0; i < n; i++) spawn(source(results.writer))
    await spawn(meteredSink(results.reader, meter)).done
  }
}

export const fanOut = { fiber: out(fiber), async: out(async) }
export const fanIn = { fiber: into(fiber), async: into(async) }
