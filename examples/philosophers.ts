/**
 * The dining philosophers, who all get to eat.
 *
 * Five philosophers sit round a table with a fork between any two; who eats needs both. A fork is a process: it
 * can be taken by either neighbour, and then only be put down by the same one. No variable is shared, so there
 * is nothing to lock; what can still go wrong is a circle of philosophers who each hold one fork
 * (philosophers-naive.ts). Here the last one takes the right fork first, so that no such circle can close.
 *
 * From Dijkstra, "Hierarchical ordering of sequential processes" (1971), whose cure this is: everybody takes
 * the lower-numbered fork first. Forks as processes: Hoare, "Communicating Sequential Processes" (1978).
 *
 *     node --import tsx examples/philosophers.ts [--fibers]
 */
import { pathToFileURL } from 'node:url'
import { type Channel, channel, parallel, select } from 'hocket'
import { read, select as selectInFiber, write } from 'hocket/fiber'

/** How a philosopher reaches a fork; each of its two neighbours has its own channels to it. */
interface Hand {
  readonly take: Channel<undefined>
  readonly put: Channel<undefined>
}

interface Seat {
  /** In the order in which this philosopher takes them. */
  readonly forks: readonly [Hand, Hand]
  readonly meals: number
  eat(): void
}

const asynchronous = {
  async philosopher({ forks: [first, second], meals, eat }: Seat) {
    for (let meal = 0; meal < meals; meal++) {
      await first.take.writer.write(undefined)
      await second.take.writer.write(undefined)
      eat()
      await first.put.writer.write(undefined)
      await second.put.writer.write(undefined)
    }
  },
  /** Serves whoever comes, until both neighbours together have had all their meals. */
  async fork(left: Hand, right: Hand, services: number) {
    for (let service = 0; service < services; service++) {
      const { key } = await select({ left: left.take.reader, right: right.take.reader })
      await (key === 'left' ? left : right).put.reader.read()
    }
  },
}

const fibers = {
  *philosopher({ forks: [first, second], meals, eat }: Seat) {
    for (let meal = 0; meal < meals; meal++) {
      yield* write(first.take.writer, undefined)
      yield* write(second.take.writer, undefined)
      eat()
      yield* write(first.put.writer, undefined)
      yield* write(second.put.writer, undefined)
    }
  },
  *fork(left: Hand, right: Hand, services: number) {
    for (let service = 0; service < services; service++) {
      const { key } = yield* selectInFiber({ left: left.take.reader, right: right.take.reader })
      yield* read((key === 'left' ? left : right).put.reader)
    }
  },
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { philosopher, fork } = args.includes('--fibers') ? fibers : asynchronous
  const [seats, meals] = [5, 1_000]
  const hand = (name: string): Hand => ({
    take: channel<undefined>(`${name} takes`),
    put: channel<undefined>(`${name} puts down`),
  })
  const left = Array.from({ length: seats }, (_, seat) => hand(`${seat} left`))
  const right = Array.from({ length: seats }, (_, seat) => hand(`${seat} right`))
  const eaten = left.map(() => 0)

  await parallel([
    ...left.map((leftHand, seat) => {
      const rightHand = right[seat]!
      const forks =
        seat < seats - 1 ? ([leftHand, rightHand] as const) : ([rightHand, leftHand] as const)
      return () => philosopher({ forks, meals, eat: () => void eaten[seat]!++ })
    }),
    // The fork at the left of a seat is at the right of the seat before it.
    ...left.map(
      (leftHand, seat) => () => fork(leftHand, right[(seat + seats - 1) % seats]!, 2 * meals),
    ),
  ])
  for (const [seat, meals] of eaten.entries()) print(`philosopher ${seat} ate ${meals} times`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
