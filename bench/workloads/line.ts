/**
 * Chain and ring: a line of n identities with a driver at both of its ends. The driver writes some values, then
 * reads them back: one value under way makes a ring with a token, where each hop switches to a process not
 * seen for n hops; several make a pipeline. The cost of a communication must not grow with n.
 */
import { read, write } from '../../src/fiber/index.ts'
import { channel, defineProcess, type Reader, spawn, type Writer } from '../../src/index.ts'
import type { Meter } from '../meter.ts'
import type { Network } from '../workload.ts'

const fiber = {
  identity: defineProcess(function* identity(input: Reader<number>, output: Writer<number>) {
    for (;;) yield* write(output, yield* read(input))
  }),
  driver: defineProcess(function* driver(
    first: Writer<number>,
    last: Reader<number>,
    underWay: number,
    meter: Meter,
  ) {
    do {
      for (let round = meter.count; round > 0; round--) {
        for (let i = 0; i < underWay; i++) yield* write(first, i)
        for (let i = 0; i < underWay; i++) yield* read(last)
      }
    } while (meter.lap())
  }),
}

const async = {
  identity: defineProcess(async function identity(input: Reader<number>, output: Writer<number>) {
    for (;;) await output.write(await input.read())
  }),
  driver: defineProcess(async function driver(
    first: Writer<number>,
    last: Reader<number>,
    underWay: number,
    meter: Meter,
  ) {
    do {
      for (let round = meter.count; round > 0; round--) {
        for (let i = 0; i < underWay; i++) await first.write(i)
        for (let i = 0; i < underWay; i++) await last.read()
      }
    } while (meter.lap())
  }),
}

function hocket({ identity, driver }: typeof fiber | typeof async): Network {
  return async (meter, { n, underWay }) => {
    const first = channel<number>('first')
    let last = first
    for (let i = 0; i < n; i++) {
      const next = channel<number>('link')
      spawn(identity(last.reader, next.writer))
      last = next
    }
    await spawn(driver(first.writer, last.reader, underWay, meter)).done
  }
}

export const line = { fiber: hocket(fiber), async: hocket(async) }
