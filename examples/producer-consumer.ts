/**
 * A producer and a consumer: the smallest network there is.
 *
 *     producer ──numbers──▶ consumer
 *
 * The channel has no buffer, so a write ends when the value has been read: the producer is never more than one
 * number ahead, with no lock, no counter and no callback. The producer closes the channel when it has no more,
 * which ends the consumer's loop. From Hoare, "Communicating Sequential Processes" (CACM 1978).
 *
 *     node --import tsx examples/producer-consumer.ts [--fibers]
 */
import { pathToFileURL } from 'node:url'
import { channel, parallel, type Reader, type Writer } from 'hocket'
import { read, write } from 'hocket/fiber'

const asynchronous = {
  async producer(output: Writer<number>, count: number) {
    for (let n = 1; n <= count; n++) await output.write(n)
    output.close()
  },
  async consumer(input: Reader<number>, consume: (n: number) => void) {
    for await (const n of input) consume(n)
  },
}

const fibers = {
  *producer(output: Writer<number>, count: number) {
    for (let n = 1; n <= count; n++) yield* write(output, n)
    output.close()
  },
  // At the end of the channel the read ends the process: that is a normal ending, not a failure.
  *consumer(input: Reader<number>, consume: (n: number) => void) {
    for (;;) consume(yield* read(input))
  },
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { producer, consumer } = args.includes('--fibers') ? fibers : asynchronous
  const numbers = channel<number>('numbers')
  let [count, sum] = [0, 0]
  await parallel(
    () => producer(numbers.writer, 10_000),
    () =>
      consumer(numbers.reader, n => {
        count++
        sum += n
      }),
  )
  print(`consumed ${count} numbers, their sum is ${sum}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
