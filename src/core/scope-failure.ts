/**
 * What a scope throws, and what its errors say of the processes that have not ended.
 */
import { TimeoutError } from './errors.ts'
import type { Scope } from './scope.ts'

const NAMED = 10

/** What a scope throws for its failures: the one root itself, or all of them together. */
export function failureOf(roots: readonly unknown[], { name }: Scope): unknown {
  if (roots.length === 1) return roots[0]
  return new AggregateError(roots, `${roots.length} processes of scope '${name}' failed`)
}

export function timeoutError({ name, running }: Scope, limit: number): TimeoutError {
  // A few: of a scope with a hundred thousand processes the message would be megabytes.
  const names = running.map(process => `'${process.name}'`)
  if (names.length > NAMED) names.splice(NAMED, names.length, `${names.length - NAMED} more`)
  const still = names.length > 0 ? `; still running: ${names.join(', ')}` : ''
  return new TimeoutError(`scope '${name}' took longer than ${limit} ms${still}`)
}

/** Names what still runs on the failures of its scope: `stillRunning`. */
export function noteRunning(roots: readonly unknown[], scope: Scope): void {
  const stillRunning = scope.running.map(process => process.name)
  if (scope.running.length < scope.alive) stillRunning.push(`body of ${scope.name}`)
  // The same failure may pass through scopes within scopes that each give up: the outermost has the last word.
  for (const root of roots)
    if (root instanceof Error && Object.isExtensible(root)) Object.assign(root, { stillRunning })
}
