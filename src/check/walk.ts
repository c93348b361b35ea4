/**
 * Walks at random: for programs with too many schedules to take them all.
 *
 * `random` takes any transition with equal chance. `pct` gives each process a random priority, always runs the
 * highest, and lowers the one that runs at a few random moments: a bug that needs d orderings to go wrong is found
 * with a probability that has a lower bound (Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized scheduler
 * with probabilistic guarantees of finding bugs", 2010).
 */
import type { Guide } from './follow.ts'
import type { Task } from './party.ts'
import { partiesOf, type Transition } from './transition.ts'

export function atRandom(random: () => number): Guide {
  const below = (count: number): number => Math.floor(random() * count)
  return { next: enabled => below(enabled.length), pick: below }
}

/** How often priorities change in a schedule, and how long schedules are taken to be. */
const CHANGES = 3
const LENGTH = 200

export function byPriorities(random: () => number): Guide {
  const priorities = new Map<Task, number>()
  const changes = new Set(Array.from({ length: CHANGES }, () => Math.floor(random() * LENGTH)))
  let lowest = 0
  const priority = (task: Task): number => {
    let known = priorities.get(task)
    if (known === undefined) {
      known = 1 + random()
      priorities.set(task, known)
    }
    return known
  }
  const score = (transition: Transition): number =>
    Math.max(0, ...tasksOf(transition).map(priority))
  return {
    next(enabled, step) {
      const scores = enabled.map(score)
      let best = scores.indexOf(Math.max(...scores))
      if (changes.has(step)) {
        for (const task of tasksOf(enabled[best]!)) priorities.set(task, --lowest)
        const changed = enabled.map(score)
        best = changed.indexOf(Math.max(...changed))
      }
      return best
    },
    pick: count => Math.floor(random() * count),
  }
}

function tasksOf(transition: Transition): readonly Task[] {
  if (transition.kind === 'turn') return [transition.turn.task]
  return partiesOf(transition).map(party => party.task)
}

/** Chance from a seed (Weyl sequence and mixing of `mulberry32`, T. Ettinger 2017). */
export function seeded(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
