/**
 * Finds who awaits a promise, at the time of the report, with nothing kept before.
 *
 * The promise is resolved with another one that stays pending; inside the asynchronous function which makes that one,
 * the stack goes on through everything that awaits the first. What was probed goes on waiting: when it is settled
 * after all, the answer takes the way through the probe.
 */

import { sitesOf, stackHere } from './sites.ts'

/** Something that keeps the resolving functions of its promise: an operation, or whoever waits for a scope. */
export interface Probed {
  resolve: ((value: never) => void) | null
  reject?: (error: unknown) => void
}

/** Frames looked through for the body of a process, however many functions lie between. */
const DEEP = 200

/** Turns of the microtask queue until the probe's promise is linked to the one that is probed. */
const TURNS = 4

/**
 * The stack of those who await, innermost first; it holds no more than the probe when nobody does, or several. A
 * promise can be probed once: after that it follows the probe.
 */
export async function probe(probed: Probed): Promise<string> {
  const resolve = probed.resolve as ((value: unknown) => void) | null
  if (resolve === null) return ''
  return new Promise(found => resolve(inside(probed, found)))
}

/** The asynchronous function whose stack is read. */
async function inside(probed: Probed, found: (stack: string) => void): Promise<unknown> {
  const answer = new Promise((resolve, reject) => {
    probed.resolve = resolve
    if (probed.reject !== undefined) probed.reject = reject
  })
  for (let turn = 0; turn < TURNS; turn++) await undefined
  found(stackHere(DEEP))
  return answer
}

/** Waits for the ends of asynchronous bodies, so that each is a line in the stacks of what it awaits. */
export async function everyBody(ends: readonly unknown[]): Promise<void> {
  await Promise.all(ends)
}

// Where stacks are mapped to sources, some frames are no longer said to be asynchronous.
const BODY = new RegExp(`Promise\\.all \\(index (\\d+)\\)\\n *at (?:async )?${everyBody.name} `)

/** Where in the list given to `everyBody` the body stands that awaits what was probed; undefined if none does. */
export function bodyIn(stack: string): number | undefined {
  const index = BODY.exec(stack)?.[1]
  return index === undefined ? undefined : Number(index)
}

/** The line that awaits what was probed; undefined if nobody does. */
export const awaitingLine = (stack: string): string | undefined => sitesOf(stack)[0]
