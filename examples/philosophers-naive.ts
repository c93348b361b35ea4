/**
 * The dining philosophers, who starve.
 *
 * As philosophers.ts, but everybody takes the left fork first. When all have done so, each waits for the right
 * one, which its neighbour holds: a deadlock. Of the many schedules of this program just one ends like that,
 * and the usual one does, since the philosophers sit down one after the other.
 *
 * Started by itself it says who waits for what, at which line, and ends with exit code 1; `hocket run --debug`
 * adds who holds what, and draws the circle. `main` runs it in a bubble of hocket/testing, which notices that
 * nothing can happen any more. `philosophers(n)` is the program itself, for a checker that looks at every schedule.
 *
 * From Dijkstra, EWD 310 (1971), and Hoare, "Communicating Sequential Processes" (1985), section 2.5.
 *
 *     npx hocket run --debug examples/philosophers-naive.ts [-- --fibers]
 */
import { pathToFileURL } from 'node:url'
import { channel, type Reader, scope, select, type Writer } from 'hocket'
import { read, select as selectInFiber, write } from 'hocket/fiber'
import { BubbleError, bubble } from 'hocket/testing'

/** What a fork has towards one neighbour, and the neighbour towards the fork. */
type Handle<End> = { readonly take: End; readonly put: End }
type Takes = Handle<Writer<undefined>>
type Serves = Handle<Reader<undefined>>

const asynchronous = {
  async philosopher(left: Takes, right: Takes) {
    await left.take.write(undefined)
    await right.take.write(undefined)
    await left.put.write(undefined)
    await right.put.write(undefined)
  },
  /** Accepts a pick-up from either neighbour and then the put-down from the same one; once for each. */
  async fork(left: Serves, right: Serves) {
    for (let service = 0; service < 2; service++) {
      const { key } = await select({ left: left.take, right: right.take })
      await (key === 'left' ? left : right).put.read()
    }
  },
}

const fibers = {
  *philosopher(left: Takes, right: Takes) {
    yield* write(left.take, undefined)
    yield* write(right.take, undefined)
    yield* write(left.put, undefined)
    yield* write(right.put, undefined)
  },
  *fork(left: Serves, right: Serves) {
    for (let service = 0; service < 2; service++) {
      const { key } = yield* selectInFiber({ left: left.take, right: right.take })
      yield* read((key === 'left' ? left : right).put)
    }
  },
}

/** The program: n philosophers and n forks, one round. */
export function philosophers(
  n: number,
  { philosopher, fork }: typeof asynchronous | typeof fibers = asynchronous,
) {
  return () =>
    scope(async s => {
      // Philosopher p has fork p at the left and fork p + 1 at the right.
      const seats = Array.from({ length: n }, (_, p) => ({
        left: handle(`philosopher ${p}, fork ${p}`),
        right: handle(`philosopher ${p}, fork ${(p + 1) % n}`),
      }))
      for (const [p, { left, right }] of seats.entries())
        s.spawn(() => philosopher(left.philosopher, right.philosopher), {
          name: `philosopher ${p}`,
        })
      for (const [f, { left }] of seats.entries()) {
        const { right } = seats[(f + n - 1) % n]!
        s.spawn(() => fork(left.fork, right.fork), { name: `fork ${f}` })
      }
    })
}

function handle(name: string): { readonly philosopher: Takes; readonly fork: Serves } {
  const [take, put] = [channel<undefined>(`take: ${name}`), channel<undefined>(`put: ${name}`)]
  return {
    philosopher: { take: take.writer, put: put.writer },
    fork: { take: take.reader, put: put.reader },
  }
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const program = philosophers(5, args.includes('--fibers') ? fibers : asynchronous)
  try {
    await bubble(b => b.run(program))
    print('everybody has eaten')
  } catch (error) {
    if (!(error instanceof BubbleError)) throw error
    print(error.message)
  }
}

// Started by itself the program has no bubble around it: it stops, and says why.
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await philosophers(5, process.argv.includes('--fibers') ? fibers : asynchronous)()
