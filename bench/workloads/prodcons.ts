/** Producer and consumer over one channel, without a buffer and with one of 64: the time of a message. */
import { read, write } from '../../src/fiber/index.ts'
import { channel, defineProcess, fifo, type Reader, spawn, type Writer } from '../../src/index.ts'
import type { Meter } from '../meter.ts'
import type { Network } from '../workload.ts'

const fiber = {
  producer: defineProcess(function* producer(output: Writer<number>) {
    for (let i = 0; ; i++) yield* write(output, i)
  }),
  consumer: defineProcess(function* consumer(input: Reader<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) yield* read(input)
    } while (meter.lap())
  }),
}

const async = {
  producer: defineProcess(async function producer(output: Writer<number>) {
    for (let i = 0; ; i++) await output.write(i)
  }),
  consumer: defineProcess(async function consumer(input: Reader<number>, meter: Meter) {
    do {
      for (let i = meter.count; i > 0; i--) await input.read()
    } while (meter.lap())
  }),
}

function hocket({ producer, consumer }: typeof fiber | typeof async): Network {
  return async (meter, { variant }) => {
    const numbers =
      variant === '64'
        ? channel<number>({ name: 'numbers', buffer: fifo(64) })
        : channel<number>('numbers')
    spawn(producer(numbers.writer))
    await spawn(consumer(numbers.reader, meter)).done
  }
}

export const prodcons = { fiber: hocket(fiber), async: hocket(async) }
