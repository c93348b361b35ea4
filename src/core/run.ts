/**
 * Composing processes: one, in parallel, in sequence, or on its own.
 */
import { awaited } from './awaited.ts'
import { resultsOf } from './family.ts'
import { ports } from './ports.ts'
import type { Handle, ProcessBody, ProcessHandle, ProcessResult } from './process.ts'
import { Scope } from './scope.ts'
import { failureOf } from './scope-failure.ts'
import type { ScopeOptions, Settler } from './scope-options.ts'

/** Bodies as a tuple or a list, and what they give together. */
export type Bodies = readonly ProcessBody<unknown>[]
export type Results<B extends Bodies> = { -readonly [K in keyof B]: ProcessResult<B[K]> }

/**
 * Runs one process to its end and gives its result, or undefined when it reached a normal ending first.
 *
 * @throws what the process threw (rejects)
 */
export function run<B extends ProcessBody<unknown>>(body: B): Promise<ProcessResult<B>> {
  return family([body]).then(results => results[0] as ProcessResult<B>)
}

/**
 * Runs processes in parallel and gives their results in the order given. It is a scope of its processes: when
 * one fails, the ends that the others were given through `defineProcess` are poisoned, fibers are interrupted,
 * and once all have ended the root of the failure is thrown. Of a failure of the scope around it, it does not hear:
 * within a scope `s`, `s.parallel` does.
 *
 *     const [, total] = await parallel(() => source(c.writer, 10), () => sum(c.reader))
 *
 * Source: occam's PAR.
 *
 * @throws the failure of the process that failed first (rejects); AggregateError for several distinct ones
 */
export function parallel<const B extends Bodies>(bodies: B): Promise<Results<B>>
export function parallel<B extends Bodies>(...bodies: B): Promise<Results<B>>
export function parallel(...bodies: Bodies | readonly [Bodies]): Promise<unknown[]> {
  return family(listed(bodies))
}

/**
 * Runs processes one after the other and gives their results. Source: occam's SEQ.
 *
 * @throws what a process threw (rejects); those after it do not start
 */
export function sequence<const B extends Bodies>(bodies: B): Promise<Results<B>>
export function sequence<B extends Bodies>(...bodies: B): Promise<Results<B>>
export async function sequence(...bodies: Bodies | readonly [Bodies]): Promise<unknown[]> {
  const results: unknown[] = []
  for (const body of listed(bodies)) results.push(await run(body))
  return results
}

/** What a process is started with. */
export interface SpawnOptions {
  /** For reports; the name of the function if left out. */
  readonly name?: string
}

/**
 * Starts a process that belongs to no scope. Its failure is one unhandled rejection unless `done` is awaited;
 * prefer `scope`, which cannot forget it.
 */
export function spawn<R>(body: ProcessBody<R>, options?: SpawnOptions): ProcessHandle<R> {
  const solo = new Solo()
  const scope = new Scope({ name: options?.name }, false, solo)
  scope.detached = true
  awaited.scopes--
  ports.known?.scopes.add(scope)
  solo.handle = scope.start(body, options?.name)
  return solo.handle as ProcessHandle<R>
}

/** Nobody waits for the scope of a process that belongs to none. */
class Solo implements Settler {
  handle: Handle | null = null

  scopeSettled(roots: readonly unknown[], scope: Scope): void {
    // `done` rejects by itself; without one, the failure must still be heard.
    if (roots.length > 0 && this.handle?.extras?.done == null)
      void Promise.reject(failureOf(roots, scope))
  }
}

/** Runs processes in a scope of their own and gives their results. */
function family(bodies: Bodies): Promise<unknown[]> {
  const joint = new Joint()
  const scope = new Scope(FAMILY, true, joint)
  ports.known?.scopes.add(scope)
  scope.hold()
  try {
    for (const body of bodies) scope.start(body)
  } catch (error) {
    // One of them is no process: those before it must not go on alone.
    scope.fail(error)
  }
  scope.release()
  return joint.promise
}

/** Whoever waits, with a promise, for everything in a scope. */
export class Joint implements Settler {
  resolve!: (value: never) => void
  reject!: (error: unknown) => void
  readonly promise = new Promise<unknown[]>((resolve, reject) => {
    this.resolve = resolve
    this.reject = reject
  })

  scopeSettled(roots: readonly unknown[], scope: Scope): void {
    if (roots.length > 0) this.reject(failureOf(roots, scope))
    else this.resolve(resultsOf(scope) as never)
  }
}

export const FAMILY: ScopeOptions = { name: 'parallel' }

/** Bodies that were given one by one, or as one array. */
export function listed(bodies: Bodies | readonly [Bodies]): Bodies {
  const [only] = bodies
  return bodies.length === 1 && Array.isArray(only) ? (only as Bodies) : (bodies as Bodies)
}
