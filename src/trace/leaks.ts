/**
 * Finding leaks: processes that are blocked for ever on channels that nobody else can reach.
 *
 * What nobody can reach nobody can wake, and the garbage collector knows what can be reached. So a token hangs on the
 * frame of each process, and a token that is collected before its process has ended is a leak. Since one function's
 * variables live in one context, a forgotten variable may keep a leak from being seen; but what is reported is one.
 */

import { fifo } from '../core/buffer.ts'
import { channel } from '../core/create.ts'
import { run } from '../core/run.ts'
import { read, write } from '../fiber/index.ts'
import { builtin, host } from './host.ts'
import { describe } from './operations.ts'
import type { Observation } from './record.ts'
import { namesOf, type ProcessState } from './snapshot.ts'

/** A process that was collected before it had ended. */
export interface Leak {
  readonly process: number
  readonly name: string
  /** Where it was spawned. */
  readonly site?: string
  /** What it is blocked in, in words. */
  readonly operations: readonly string[]
}

/** Rounds of collection: a collected child makes its parent collectable in the next. */
const ROUNDS = 2
/** Collections after which a round is given up: a collector that finds no garbage cannot be waited for. */
const MOST_TURNS = 50

/** @throws Error where the collector cannot be asked (outside Node) */
export async function findLeaksOf(
  observation: Observation,
  collected: ReadonlySet<number>,
): Promise<Leak[]> {
  const collect = collector()
  for (let round = 0; round < ROUNDS; round++) {
    await letGo()
    const found = observation.residents.canary()
    // The registry calls back in a task of its own, some turns after the collection.
    for (let left = MOST_TURNS; left > 0 && !found(); left--) {
      await turn()
      collect()
      await turn()
    }
  }
  const snapshot = observation.inspect()
  const names = namesOf(snapshot)
  const leak = ({ process, name, site, pending }: ProcessState): Leak => ({
    process,
    name,
    ...(site !== undefined && { site }),
    operations: pending.map(operation => describe(operation, names)),
  })
  return snapshot.processes.filter(({ process }) => collected.has(process)).map(leak)
}

/** The engine refers to the operations that were begun last, one of each kind: these take their place. */
async function letGo(): Promise<void> {
  const scratch = channel<number>({ name: 'finding leaks', buffer: fifo(1) })
  await run(function* findingLeaks() {
    yield* write(scratch.writer, 0)
    yield* read(scratch.reader)
  })
  const waiting = scratch.reader.read()
  await scratch.writer.write(0)
  await waiting
}

function turn(): Promise<void> {
  return new Promise(resolve => {
    if (host.setImmediate) host.setImmediate(resolve)
    else host.setTimeout(resolve, 0)
  })
}

/** The garbage collector as a function. */
function collector(): () => void {
  const v8 = builtin('node:v8')
  const vm = builtin('node:vm')
  if (v8 === undefined || vm === undefined)
    throw new Error('leaks can be found only on Node, where the garbage collector can be asked')
  v8.setFlagsFromString('--expose-gc')
  return vm.runInNewContext('gc') as () => void
}
