/**
 * What an explanation begins with when a program has stopped: the first things that were made, referred to weakly.
 *
 * Who is blocked can be read off the queues and the scopes at any time, but only by somebody who has them, and a
 * network that waits for itself may be reachable from nowhere. So the first thousand are noted. After that making
 * one costs a count; whenever as many have gone by again, twice as many the next time, room is made from those that
 * are gone. A program that ends with more of them than that is told less about its end, and is not slowed by it.
 */

import type { CallSite } from './call.ts'
import type { ChannelCore } from './channel.ts'
import type { Scope } from './scope.ts'
import type { Waitable } from './waitable.ts'

const ROOM = 1_000

/** While a scope is open that is declared closed, everything is noted. */
export const watched = { scopes: 0 }

export class Noted<T extends WeakKey> {
  private references: WeakRef<T>[] = []
  private room = ROOM
  private passed = 0
  private patience = ROOM

  add(object: T): void {
    if (this.room === 0 && !this.makeRoom() && watched.scopes === 0) return
    if (this.room > 0) this.room--
    this.references.push(new WeakRef(object))
  }

  /** Those that are still there. */
  get present(): T[] {
    return this.references.flatMap(reference => reference.deref() ?? [])
  }

  private makeRoom(): boolean {
    if (++this.passed < this.patience) return false
    this.passed = 0
    this.patience *= 2
    this.references = this.references.filter(reference => reference.deref() !== undefined)
    this.room = Math.max(0, ROOM - this.references.length)
    return this.room > 0
  }
}

export const known = {
  channels: new Noted<ChannelCore>(),
  waitables: new Noted<Waitable<unknown>>(),
  scopes: new Noted<Scope>(),
  calls: new Noted<CallSite>(),
}

export type Known = typeof known
