/**
 * The sieve of Eratosthenes as a pipeline that grows: the process of a prime drops its multiples and passes the
 * rest on. Creation and communication together, with traffic that thins out along the pipeline.
 */
import { read, write } from '../../src/fiber/index.ts'
import { channel, defineProcess, type Reader, spawn, type Writer } from '../../src/index.ts'
import type { Network } from '../workload.ts'

const fiberFilter = defineProcess(function* filter(
  prime: number,
  input: Reader<number>,
  output: Writer<number>,
) {
  for (;;) {
    const value = yield* read(input)
    if (value % prime !== 0) yield* write(output, value)
  }
})

const asyncFilter = defineProcess(async function filter(
  prime: number,
  input: Reader<number>,
  output: Writer<number>,
) {
  for (;;) {
    const value = await input.read()
    if (value % prime !== 0) await output.write(value)
  }
})

const fiber = {
  numbers: defineProcess(function* numbers(output: Writer<number>) {
    for (let i = 2; ; i++) yield* write(output, i)
  }),
  primes: defineProcess(function* primes(from: Reader<number>, count: number) {
    let input = from
    for (let found = 0; found < count; found++) {
      const prime = yield* read(input)
      const next = channel<number>('candidates')
      spawn(fiberFilter(prime, input, next.writer))
      input = next.reader
    }
  }),
}

const async = {
  numbers: defineProcess(async function numbers(output: Writer<number>) {
    for (let i = 2; ; i++) await output.write(i)
  }),
  primes: defineProcess(async function primes(from: Reader<number>, count: number) {
    let input = from
    for (let found = 0; found < count; found++) {
      const prime = await input.read()
      const next = channel<number>('candidates')
      spawn(asyncFilter(prime, input, next.writer))
      input = next.reader
    }
  }),
}

function hocket({ numbers, primes }: typeof fiber | typeof async): Network {
  return async (meter, { n }) => {
    do {
      for (let i = meter.count; i > 0; i--) {
        const candidates = channel<number>('candidates')
        spawn(numbers(candidates.writer))
        await spawn(primes(candidates.reader, n)).done
      }
    } while (meter.lap())
  }
}

export const sieve = { fiber: hocket(fiber), async: hocket(async) }
