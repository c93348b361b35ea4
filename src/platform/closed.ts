/**
 * Scopes that are declared closed, on Node: what looks after them is loaded with the first.
 */
import { watched } from '../core/known.ts'
import type { ProcessBody } from '../core/process.ts'
import type { Scope } from '../core/scope.ts'
import { load, type Tracing } from './tracing.ts'

interface Watching extends Tracing {
  watch(scope: Scope): void
}

let watching: Promise<Watching> | null = null

/**
 * Watches a scope until the function returned is called; what is made meanwhile is noted without a limit. What the body
 * of the scope waits for has to be known, so it is a process.
 */
export function watchClosed(scope: Scope, body: ProcessBody<unknown>): () => void {
  watched.scopes++
  watching ??= load<Watching>('closed')
  watching.then(
    ({ watch }) => watch(scope),
    // Bundled: then the scope is as any other.
    () => {},
  )
  scope.startNow(body, `body of ${scope.name}`)
  return () => {
    watched.scopes--
  }
}
