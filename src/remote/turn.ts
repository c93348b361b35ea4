/**
 * A turn of a selection that has guards on remote channels, and perhaps local ones.
 *
 * All its remote guards are one operation of the protocol. It is `mixed`: homes ask before they commit it, so
 * this node may end it by itself as long as no home has claimed it.
 *
 *              a home claims: local cases leave their queues
 *     WAITING ----------------------------------------------> CLAIMED ---> committed: the remote case happens
 *        |  ^                                                    |
 *        |  +----------------------------------------------------+ released: abort if one is noted, then poll
 *        |                                                         the local cases again, in their order, and
 *        +---> local case, abort: the operation is withdrawn       put them back into their queues
 *
 * Invariant: local offers stand in queues only while the turn is WAITING. So a local partner that finds one can
 * commit it without asking anybody.
 */
import { ChannelError } from '../core/errors.ts'
import { BaseGuard, type Guard } from '../core/guard.ts'
import { NONE } from '../core/none.ts'
import { ports } from '../core/ports.ts'
import type { Offer, Place } from '../core/queue.ts'
import { inOrder, type Selection, type SelectionCase } from '../core/selection.ts'
import { Timer, timers } from '../core/timer.ts'
import type { ChannelNode } from './channel-node.ts'
import type { EndState } from './end-state.ts'
import { endingError, type Site, UnsendableError } from './errors.ts'
import type { SyncId } from './identity.ts'
import { retiredError } from './operation.ts'
import type { Outcome } from './outcome.ts'
import type { RemoteGuard } from './sync.ts'
import type { Waiter } from './waiter.ts'

const turns = new WeakMap<Selection, MixedTurn>()

/**
 * A guard on a remote channel. It is never ready at once, since its home decides: a `skip` or an `after(0)` in
 * the same selection always wins.
 */
export abstract class RemoteCaseGuard<T> extends BaseGuard<T> {
  /** @internal */
  abstract readonly state: EndState

  /** What is offered for a case. @internal */
  abstract offered(selectionCase: SelectionCase): RemoteGuard

  /** The offer of a case was taken. @internal */
  sent(_selectionCase: SelectionCase): void {}

  /** @internal */
  poll(_selectionCase: SelectionCase): unknown {
    const { lease, site } = this.state
    if (lease?.over) throw retiredError(site)
    return NONE
  }

  /** @internal */
  enlist({ selection }: SelectionCase): void {
    if (!turns.has(selection)) turns.set(selection, new MixedTurn(selection))
  }

  /** @internal */
  withdraw(offer: Offer): void {
    offer.place = null
    turns.get((offer as SelectionCase).selection)?.leave()
  }
}

class MixedTurn implements Waiter, Place {
  private readonly selection: Selection
  private node: ChannelNode | null = null
  private remote: SelectionCase[] = []
  private sync: SyncId | null = null
  private over = false
  private isClaimed = false
  /** The local cases that a claim has taken out of their queues. */
  private aside: SelectionCase[] = []
  private readonly deadlines = new Map<SelectionCase, Timer>()
  private interruption: { readonly reason: unknown } | null = null

  constructor(selection: Selection) {
    this.selection = selection
    // Begun once every case is enlisted: the claim of a home may come at once.
    void Promise.resolve().then(() => this.begin())
  }

  private begin(): void {
    if (this.over) return
    this.remote = inOrder(this.selection).filter(
      one => one.enabled && one.guard instanceof RemoteCaseGuard,
    )
    const guards = this.guards()
    const admission = guards && this.node?.admission(guards)
    if (guards && admission === undefined) this.offer(guards)
    admission?.then(
      () => {
        if (guards && !this.over) this.offer(guards)
      },
      error => {
        const one = this.remote.find(({ guard }) => isFor(guard, error)) ?? this.remote[0]!
        if (!this.over) this.fail(one, error)
      },
    )
  }

  /** What is offered for the remote cases; null when one of them has failed the turn. */
  private guards(): RemoteGuard[] | null {
    const guards: RemoteGuard[] = []
    for (const one of this.remote) {
      const { state } = guardOf(one)
      this.node ??= state.node
      try {
        if (state.node !== this.node) throw notOneNode(one, this.node)
        guards.push(guardOf(one).offered(one))
      } catch (error) {
        this.fail(one, error)
        return null
      }
    }
    return guards
  }

  private offer(guards: readonly RemoteGuard[]): void {
    try {
      this.node?.offer(guards, { mixed: true }, this)
    } catch (error) {
      // Most likely of a value to be written; which of several, the link does not say.
      const one = this.remote.find(({ guard }) => guardOf({ guard }).state.direction === 'write')
      const blamed = one ?? this.remote[0]!
      const known = error instanceof ChannelError
      this.fail(blamed, known ? error : new UnsendableError(siteAt(blamed), error))
    }
  }

  private fail(one: SelectionCase, error: unknown): void {
    const { selection } = this
    selection.owner?.withdraw()
    selection.failCase(one, error)
  }

  /** The selection ends otherwise; the homes are told. */
  leave(): void {
    if (this.over) return
    this.end()
    if (this.sync !== null) this.node?.chooseLocal(this.sync)
  }

  private end(): void {
    this.over = true
    turns.delete(this.selection)
  }

  // ------------------------------------------------------------------ first pass

  begun(sync: SyncId): void {
    this.sync = sync
  }

  claimed(): void {
    const { owner, cases } = this.selection
    if (this.isClaimed || owner === null) return
    this.isClaimed = true
    // From now on whoever wants the owner to leave has to ask `interrupt`.
    owner.place = this
    for (const one of cases) {
      if (one.place === null || one.guard instanceof RemoteCaseGuard) continue
      if (one.handle instanceof Timer) this.deadlines.set(one, one.handle)
      this.aside.push(one)
      one.place.withdraw(one)
    }
  }

  released(): void {
    const { selection, aside, interruption } = this
    const { owner } = selection
    if (!this.isClaimed || owner === null) return
    this.isClaimed = false
    this.aside = []
    owner.place = selection
    if (interruption !== null) {
      this.node?.later(() => {
        if (owner.place !== selection) return
        owner.withdraw()
        selection.left()
        owner.fail(interruption.reason)
      })
      return
    }
    this.node?.later(() => this.resume(aside))
  }

  unlink(): void {
    this.end()
    this.selection.owner?.withdraw()
  }

  // ------------------------------------------------------------------ second pass

  /** Looks at the local cases again, and lets them wait on. */
  private resume(aside: readonly SelectionCase[]): void {
    for (const one of aside) {
      // Chosen by another, or claimed again: then it stands aside once more.
      if (this.over) return
      if (this.isClaimed) {
        this.aside.push(one)
        continue
      }
      this.restore(one)
    }
  }

  private restore(one: SelectionCase): void {
    const { selection } = this
    const owner = selection.owner as Offer
    const timer = this.deadlines.get(one)
    if (timer !== undefined) {
      // The time that went by during the claim counts.
      one.place = one.guard
      one.handle = timers.start(Math.max(0, timer.deadline - ports.clock.now()), one)
      return
    }
    let value: unknown
    try {
      value = one.guard.poll(one)
    } catch (error) {
      owner.withdraw()
      selection.failCase(one, error)
      return
    }
    if (value === NONE) {
      one.place = one.guard
      one.guard.enlist(one)
    } else {
      owner.withdraw()
      selection.choose(one, value)
    }
  }

  settle(outcome: Outcome): void {
    const { selection } = this
    switch (outcome.type) {
      case 'received': {
        const one = this.remote[outcome.guard]!
        selection.choose(one, one.guard.delivered(outcome.value))
        break
      }
      case 'sent': {
        const one = this.remote[outcome.guard]!
        guardOf(one).sent(one)
        selection.choose(one, undefined)
        break
      }
      case 'ended': {
        const one = this.remote[outcome.guard]!
        one.fail(endingError(siteAt(one), outcome.ending))
        break
      }
      case 'lost': {
        const one = this.remote.find(({ guard }) => isOf(guard, outcome.node)) ?? this.remote[0]!
        selection.failCase(one, guardOf(one).state.node.lossError(siteAt(one), outcome))
        break
      }
      case 'cancelled':
        break
    }
  }

  // ------------------------------------------------------------------ as the place of a claimed owner

  withdraw(owner: Offer): void {
    this.selection.withdraw(owner)
  }

  left(): void {}

  interrupt(reason: unknown): void {
    this.interruption ??= { reason }
  }
}

const guardOf = ({ guard }: Pick<SelectionCase, 'guard'>): RemoteCaseGuard<unknown> =>
  guard as RemoteCaseGuard<unknown>

const siteAt = (one: SelectionCase): Site => guardOf(one).state.site

const notOneNode = (one: SelectionCase, { id }: ChannelNode): TypeError =>
  new TypeError(
    `a selection belongs to one node, but case '${one.key}' is on a channel used from node ` +
      `'${guardOf(one).state.node.id}', and another one from node '${id}'`,
  )

const isOf = (guard: Guard<unknown>, node: string): boolean =>
  guard instanceof RemoteCaseGuard && guard.state.address.home === node

const isFor = (guard: Guard<unknown>, error: unknown): boolean =>
  guard instanceof RemoteCaseGuard &&
  (error as { channel?: unknown } | null)?.channel === guard.state.address.name
