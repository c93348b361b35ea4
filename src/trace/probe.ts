/**
 * Finds the line of the program that awaits an operation, at the time of the report, with nothing kept before.
 *
 * The promise of the operation is resolved with another promise that stays pending; inside the asynchronous function
 * which makes that one, the stack goes on through everything that awaits the operation. The operation itself goes on
 * waiting: when it is answered after all, the answer takes the way through the probe.
 */

import type { AsyncOperation } from '../core/operation.ts'
import { sitesOf, stackHere } from './sites.ts'

/** Turns of the microtask queue until the probe's promise is linked to the operation's. */
const TURNS = 4

/**
 * The lines that await the operation, innermost first; empty when nothing awaits it. An operation can be probed
 * once: after that its promise follows the probe.
 */
export async function probe(operation: AsyncOperation): Promise<string[]> {
  const { resolve } = operation
  if (resolve === null || operation.place === null) return []
  return new Promise(found => resolve(inside(operation, found)))
}

/** The asynchronous function whose stack is read. */
async function inside(
  operation: AsyncOperation,
  found: (sites: string[]) => void,
): Promise<unknown> {
  const answer = new Promise(resolve => {
    operation.resolve = resolve
  })
  for (let turn = 0; turn < TURNS; turn++) await undefined
  found(sitesOf(stackHere()))
  return answer
}
