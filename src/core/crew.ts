/**
 * A crew: many who read, or one who writes.
 *
 *             shared                      shared
 *    free ◀───────────▶ shared by 1 ◀───────────▶ shared by 2 …
 *      ▲   exclusive
 *      └──────────────▶ held by one
 *
 * Requests of both kinds stand in one line and are granted in its order: a writer is not starved by readers who
 * keep coming, nor the other way round. A reader behind a waiting writer waits, also while others read.
 *
 * Invariants, beside those of waitables:
 *  1. Whoever holds it exclusively holds it alone.
 *  2. The head of the line cannot be granted: it would have been, when the last token came back.
 *
 * Source: JCSP's Crew; Courtois, Heymans and Parnas, "Concurrent control with readers and writers" (1971).
 */
import { budget } from './budget.ts'
import type { OperationOptions } from './end.ts'
import { NONE } from './none.ts'
import { ports } from './ports.ts'
import type { Offer, Queue } from './queue.ts'
import type { SelectionCase } from './selection.ts'
import { sync } from './sync.ts'
import { Token } from './token.ts'
import { named, Waitable } from './waitable.ts'

/** One of the two ways to hold a crew: a guard that gives a token. */
export class CrewLock extends Waitable<Token> {
  /** @internal */
  readonly exclusive: boolean
  private readonly crew: Crew

  /** @internal */
  constructor(crew: Crew, exclusive: boolean, queue: Queue) {
    super(`${crew.name} (${exclusive ? 'exclusive' : 'shared'})`, queue)
    this.crew = crew
    this.exclusive = exclusive
  }

  /**
   * Waits for the lock: `using token = await table.shared.acquire({ signal })`.
   *
   * @throws the signal's reason (rejects) when it was aborted before; PoisonError when the crew was poisoned
   */
  acquire(options?: OperationOptions): Promise<Token> {
    return sync(this, options)
  }

  /** Takes the lock if nobody stands in the way, or in line. */
  tryAcquire(): Token | undefined {
    this.touched()
    const token = this.attempt()
    return token === NONE ? undefined : (token as Token)
  }

  protected attempt(): unknown {
    return this.queue.head === null ? this.crew.grant(this.exclusive) : NONE
  }

  /** @internal One who stood in line has left it, perhaps from the head. */
  override left(): void {
    this.crew.serve()
  }
}

/** A lock for many who read or one who writes, in the order of their coming; made by `crew`. */
export class Crew {
  readonly name: string
  /** For those who only look: granted together with others of the kind. */
  readonly shared: CrewLock
  /** For those who change something: granted to one alone. */
  readonly exclusive: CrewLock
  private readonly queue: Queue = { head: null }
  private holders = 0
  private exclusively = false

  /** @internal */
  constructor(name: string | undefined) {
    this.name = named('crew', name)
    this.shared = new CrewLock(this, false, this.queue)
    this.exclusive = new CrewLock(this, true, this.queue)
  }

  /** Ends it at once, for those who wait and those who come later; tokens can still be given back. */
  poison(cause?: unknown): void {
    this.shared.poison(cause)
    this.exclusive.poison(cause)
  }

  close(): void {
    this.poison()
  }

  /** A token if the crew can be held in this way now, or NONE. @internal */
  grant(exclusive: boolean): unknown {
    if (this.exclusively || (exclusive && this.holders > 0)) return NONE
    this.holders++
    this.exclusively = exclusive
    return new Token(() => {
      ports.choice?.touched(this, 'exclusive')
      this.holders--
      this.exclusively = false
      this.serve()
    })
  }

  /** Grants to as many from the head of the line as can be. @internal */
  serve(): void {
    const served: { readonly offer: Offer; readonly token: unknown }[] = []
    for (let offer = this.queue.head; offer !== null; offer = this.queue.head) {
      const lock = (offer as SelectionCase).guard as CrewLock
      const token = this.grant(lock.exclusive)
      if (token === NONE) break
      offer.withdraw()
      served.push({ offer, token })
    }
    // Only now: to be told ends a selection, which comes back here by `left`.
    for (const { offer, token } of served) {
      offer.deliver(token)
      if (--budget.remaining === 0) budget.check()
    }
  }
}

/**
 * Makes a lock that many may share for reading, or one may hold for writing.
 *
 *     using token = await table.exclusive.acquire({ signal })
 */
export function crew(name?: string): Crew {
  return new Crew(name)
}
