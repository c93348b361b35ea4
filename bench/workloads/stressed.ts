/**
 * Stressed alternative (after aPyCSP): one reader selects fairly over g channels with w writers blocked on each.
 * Every select finds all its guards ready, takes one, and leaves the rest as they were. The cost must grow neither
 * with the writers that wait nor, for a fair choice that rotates, much with the guards.
 */
import { select, write } from '../../src/fiber/index.ts'
import {
  alternative,
  type Channel,
  channel,
  defineProcess,
  type Reader,
  spawn,
  type Writer,
} from '../../src/index.ts'
import type { Meter } from '../meter.ts'
import { parseStress } from '../stress.ts'
import type { Network } from '../workload.ts'

const fiber = {
  writer: defineProcess(function* writer(output: Writer<number>, value: number) {
    for (;;) yield* write(output, value)
  }),
  reader: defineProcess(function* reader(inputs: readonly Reader<number>[], meter: Meter) {
    const any = alternative(inputs, { order: 'fair' })
    do {
      for (let i = meter.count; i > 0; i--) yield* select(any)
    } while (meter.lap())
  }),
}

const async = {
  writer: defineProcess(async function writer(output: Writer<number>, value: number) {
    for (;;) await output.write(value)
  }),
  reader: defineProcess(async function reader(inputs: readonly Reader<number>[], meter: Meter) {
    const any = alternative(inputs, { order: 'fair' })
    do {
      for (let i = meter.count; i > 0; i--) await any.select()
    } while (meter.lap())
  }),
}

function hocket({ writer, reader }: typeof fiber | typeof async): Network {
  return async (meter, { variant }) => {
    const { guards, writers } = parseStress(variant)
    const channels: Channel<number>[] = []
    for (let guard = 0; guard < guards; guard++) {
      const input = channel<number>(`input ${guard}`)
      for (let i = 0; i < writers; i++) spawn(writer(input.writer, i))
      channels.push(input)
    }
    await spawn(
      reader(
        channels.map(input => input.reader),
        meter,
      ),
    ).done
  }
}

export const stressed = { fiber: hocket(fiber), async: hocket(async) }
