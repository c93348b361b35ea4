/**
 * The processes that live while debugging is on, and the operations that wait: what a report of a deadlock or of
 * leaks needs beyond the events.
 *
 * Everything is referred to weakly, so that what nobody can reach any more is still collected, and found by that.
 */

import { Calling } from '../core/call.ts'
import type { AsyncOperation } from '../core/operation.ts'
import { type Handle, isFiberBody, type Process } from '../core/process.ts'
import { isThenable } from '../core/thenable.ts'
import { Fiber } from '../fiber/fiber.ts'
import { isWaiting } from './places.ts'
import type { Living } from './verdict.ts'

export interface Resident extends Living {
  readonly name: string
  readonly process: WeakRef<Process>
  /** Spawned outside of any scope: awaited only if its `done` is. */
  readonly detached: boolean
}

/** The operations that a process has begun, and what is left of those that are over. */
interface Begun {
  references: WeakRef<AsyncOperation>[]
  /** How many there may be before those that are over are left out. */
  most: number
}

/** The least of such numbers. */
const FEW = 8

/** Number of no process. */
const CANARY = -1

export class Residents {
  readonly #living = new Map<number, Resident>()
  readonly #operations = new Map<number, Begun>()
  #canaries = 0
  readonly #collected: (number: number) => void
  readonly #tokens: FinalizationRegistry<number>

  /** @param collected called when a process was collected without having ended */
  constructor(collected: (number: number) => void) {
    this.#collected = collected
    this.#tokens = new FinalizationRegistry(number => {
      if (number === CANARY) this.#canaries++
      else if (this.#living.has(number)) this.#collected(number)
    })
  }

  /**
   * Makes something that is garbage already; the function returned answers whether it was found to be. Then
   * everything that was garbage before has been found as well, since one registry tells of all.
   */
  canary(): () => boolean {
    const before = this.#canaries
    this.#tokens.register({}, CANARY)
    return () => this.#canaries > before
  }

  /** Wraps a body so that a token lives exactly as long as something can still settle the body's promise. */
  enter<R>(number: number, _handle: Handle, body: () => R): () => R {
    return () => {
      const result = body()
      // The operations of fibers have a `then` as well: one that refuses to be awaited.
      if (isFiberBody(result) || !isThenable(result)) return result
      const token = { number }
      this.#tokens.register(token, number, token)
      return hold(result, token) as R
    }
  }

  add(number: number, process: Process): void {
    const reference = new WeakRef(process)
    const { detached } = process.scope
    // A fiber is reached from where it waits, as the frame of an asynchronous body is.
    if (process instanceof Fiber) this.#tokens.register(process, number)
    this.#living.set(number, {
      number,
      name: process.name,
      process: reference,
      detached,
      get leftOver() {
        return detached && reference.deref()?.extras?.done == null
      },
    })
  }

  remove(number: number): void {
    this.#living.delete(number)
    this.#operations.delete(number)
  }

  began(number: number, operation: AsyncOperation): void {
    let begun = this.#operations.get(number)
    if (begun === undefined) {
      begun = { references: [], most: FEW }
      this.#operations.set(number, begun)
    }
    if (begun.references.length >= begun.most) {
      begun.references = begun.references.filter(waits)
      // Twice what waits: to look through all of them each time would be quadratic in those that wait at once.
      begun.most = Math.max(FEW, 2 * begun.references.length)
    }
    // One whose call was accepted waits anew, and last.
    if (operation instanceof Calling)
      begun.references = begun.references.filter(one => one.deref() !== operation)
    begun.references.push(new WeakRef(operation))
  }

  get living(): Resident[] {
    return [...this.#living.values()]
  }

  /** The operations of a process that wait and can still be reached, in the order in which they were begun. */
  waiting(number: number): AsyncOperation[] {
    return (this.#operations.get(number)?.references ?? [])
      .filter(waits)
      .flatMap(reference => reference.deref() ?? [])
  }

  /** Numbers of everybody whose operations are known, plain code outside of processes included. */
  get busy(): IterableIterator<number> {
    return this.#operations.keys()
  }
}

function waits(reference: WeakRef<AsyncOperation>): boolean {
  const operation = reference.deref()
  return operation !== undefined && isWaiting(operation)
}

/** An asynchronous frame that holds the token for as long as the body's promise can settle. */
async function hold(result: PromiseLike<unknown>, token: { number: number }): Promise<unknown> {
  try {
    return await result
  } finally {
    // Used after the await, so that the frame keeps it until then.
    token.number = 0
  }
}
