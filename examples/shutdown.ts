/**
 * Shutting a network down, in two ways.
 *
 *     producer ──┐
 *                ├──▶ consumer
 *     producer ──┘
 *
 * By leases: the producers share one end, and each has a lease of it. When one has no more to say it retires its
 * lease; when the last has, the channel closes. Nobody counts, nobody knows who is last, and nothing is lost.
 *
 * By poison: the consumer has seen enough and poisons the channel. Whoever waits there, or comes there later,
 * is told at once, and its process ends. Poison without a cause is a normal ending; poison with a cause is a
 * failure that travels.
 *
 * Poison and retirement are PyCSP's (Vinter, Bjørndalen, Friborg: "PyCSP Revisited", CPA 2009).
 *
 *     node --import tsx examples/shutdown.ts [--fibers]
 */
import { pathToFileURL } from 'node:url'
import { channel, parallel, type Reader, type Writer } from 'hocket'
import { read, write } from 'hocket/fiber'

const asynchronous = {
  /** Writes `count` numbers, then says that it has no more. */
  async producer(output: Writer<number>, count: number) {
    for (let n = 0; n < count; n++) await output.write(n)
    output.retire()
  },
  /** Tells of each number; poisons the channel after `enough` of them. */
  async consumer(input: Reader<number>, tell: (n: number) => void, enough: number) {
    for (let left = enough; left > 0; left--) tell(await input.read())
    input.poison()
  },
}

const fibers = {
  *producer(output: Writer<number>, count: number) {
    for (let n = 0; n < count; n++) yield* write(output, n)
    output.retire()
  },
  *consumer(input: Reader<number>, tell: (n: number) => void, enough: number) {
    for (let left = enough; left > 0; left--) tell(yield* read(input))
    input.poison()
  },
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { producer, consumer } = args.includes('--fibers') ? fibers : asynchronous

  /** Two producers of different lengths, one consumer; gives how many numbers were consumed. */
  async function network(counts: readonly [number, number], enough: number): Promise<number> {
    const numbers = channel<number>('numbers')
    // Leased before anybody starts, so that the first to retire cannot be taken for the last.
    const [first, second] = [numbers.writer.lease(), numbers.writer.lease()]
    let consumed = 0
    await parallel(
      () => producer(first, counts[0]),
      () => producer(second, counts[1]),
      () => consumer(numbers.reader, () => consumed++, enough),
    )
    return consumed
  }

  print(`by leases: ${await network([10, 1_000], Infinity)} of 1010 numbers consumed`)
  print(`by poison: ${await network([Infinity, Infinity], 100)} numbers consumed, then enough`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
