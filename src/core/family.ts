/**
 * The processes of a scope, in the order of their starts.
 *
 * An intrusive list: a scope of fifteen million fibers has no other memory of them, and one that ends leaves it at
 * once, wherever it stands. (The list is part of the scope, not its base class: V8 does not inline the constructors of
 * derived classes, and a fiber's `parallel` makes a scope each time.)
 */
import { hasEnded, type Process } from './process.ts'

export interface Family {
  first: Process | null
  last: Process | null
}

export function add(family: Family, process: Process): void {
  process.before = family.last
  if (family.last === null) family.first = process
  else family.last.after = process
  family.last = process
}

export function remove(family: Family, process: Process): void {
  const { before, after } = process
  if (before === null) family.first = after
  else before.after = after
  if (after === null) family.last = before
  else after.before = before
  process.before = process.after = null
}

/** The results of the processes; undefined for one that reached a normal ending without a result. */
export function resultsOf({ first }: Family): unknown[] {
  const results: unknown[] = []
  for (let process = first; process !== null; process = process.after) results.push(process.value)
  return results
}

/** The processes that have not ended. */
export function runningOf({ first }: Family): Process[] {
  const running: Process[] = []
  for (let process = first; process !== null; process = process.after)
    if (!hasEnded(process)) running.push(process)
  return running
}
