/**
 * The sieve of Eratosthenes: a network that grows while it runs.
 *
 *     numbers ──▶ not by 2 ──▶ not by 3 ──▶ not by 5 ──▶ …
 *
 * The first number that reaches the end of the line is a prime. It gets a process of its own, which drops its
 * multiples and passes the rest on to a new end of the line. When enough primes have been found, the end of the
 * line closes its input; each process before it finds nobody to write to and closes its own, up to the source.
 *
 * From McIlroy (1968), by way of Hoare, "Communicating Sequential Processes" (CACM 1978), section 6.1.
 *
 *     node --import tsx examples/sieve.ts [--fibers]
 */
import { pathToFileURL } from 'node:url'
import { channel, parallel, type Reader } from 'hocket'
import { component, filter, numbers } from 'hocket/components'
import { parallel as parallelInFiber, read } from 'hocket/fiber'

const asynchronous = component(async function endOfLine(
  input: Reader<number>,
  found: (prime: number) => void,
  count: number,
): Promise<void> {
  if (count === 0) return
  const prime = await input.read()
  found(prime)
  const rest = channel<number>(`not by ${prime}`)
  await parallel(
    filter(input, rest.writer, n => n % prime !== 0),
    asynchronous(rest.reader, found, count - 1),
  )
})

const fiber = component(function* endOfLine(
  input: Reader<number>,
  found: (prime: number) => void,
  count: number,
): Generator<never, void, unknown> {
  if (count === 0) return
  const prime = yield* read(input)
  found(prime)
  const rest = channel<number>(`not by ${prime}`)
  yield* parallelInFiber(
    filter(input, rest.writer, n => n % prime !== 0),
    fiber(rest.reader, found, count - 1),
  )
})

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const endOfLine = args.includes('--fibers') ? fiber : asynchronous
  const primes: number[] = []
  const candidates = channel<number>('candidates')
  await parallel(
    numbers(candidates.writer, 2),
    endOfLine(candidates.reader, prime => primes.push(prime), 100),
  )
  print(primes.join(' '))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
