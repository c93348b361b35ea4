/**
 * Guards that are told when they have lost (Concurrent ML's `withNack`).
 *
 * Such a guard is made anew for each turn of a selection, by a function that is given a second guard, the
 * negative acknowledgement: it happens when the turn ends in any other way than by the guard that was made. So
 * a client can offer to take a reply, and the server that prepares it learns that nobody will fetch it.
 *
 * To the selection it is one leaf. The guards that were made stand behind it, as cases of the same selection,
 * which therefore never meet each other, and what happens to one of them is passed on as having happened to
 * the leaf.
 *
 * Invariant: of each turn for which it was made, either it is chosen or its nack happens, and not both.
 *
 * Source: Reppy, "Concurrent Programming in ML" (1999), chapter 4.
 */
import { show } from './errors.ts'
import { BaseGuard, type Branch, Guard } from './guard.ts'
import { NONE } from './none.ts'
import { SelectionCase } from './selection.ts'
import { Waitable } from './waitable.ts'

/** Happens once the turn is lost, and stays ready. */
class Nack extends Waitable<undefined> {
  private lost = false

  constructor() {
    super('nack')
  }

  lose(): void {
    this.touched()
    this.lost = true
    this.serveAll(undefined)
  }

  protected attempt(): unknown {
    return this.lost ? undefined : NONE
  }
}

/** What a leaf gives: the value of the guard behind it, and the transforms that the owner has to apply. */
interface Inner {
  readonly value: unknown
  readonly transforms: Branch['transforms']
}

const unwrap = ({ value, transforms }: Inner): unknown =>
  transforms.reduce((given, transform) => transform(given as never), value)

/** A guard behind the leaf, waiting on its behalf. */
class InnerCase extends SelectionCase {
  private readonly leaf: SelectionCase
  /** The case of the selection itself: leaves may stand behind leaves. */
  private readonly outermost: SelectionCase

  constructor(leaf: SelectionCase, branch: Branch) {
    super(leaf.selection, leaf.index, leaf.key, branch)
    this.leaf = leaf
    this.outermost = leaf instanceof InnerCase ? leaf.outermost : leaf
  }

  override deliver(value: unknown): void {
    this.happened(this.guard.delivered(value))
  }

  override fail(error: unknown): void {
    const value = this.guard.failed(error)
    if (value === NONE) this.selection.failCase(this.outermost, error)
    else this.happened(value)
  }

  /** What the leaf gives when this happens. */
  chosen(value: unknown): Inner {
    const turn = this.leaf.handle as Turn
    turn.chosen = this
    return { value, transforms: this.transforms }
  }

  private happened(value: unknown): void {
    const given = this.chosen(value)
    if (this.leaf instanceof InnerCase) this.leaf.happened(given)
    else this.selection.choose(this.leaf, given)
  }
}

/** One turn of a leaf. */
class Turn {
  readonly nack = new Nack()
  cases: readonly InnerCase[] = []
  chosen: InnerCase | null = null
}

class NackGuard extends BaseGuard<unknown> {
  private readonly make: (nack: Guard<undefined>) => Guard<unknown>

  constructor(make: (nack: Guard<undefined>) => Guard<unknown>) {
    super()
    this.make = make
  }

  override branches(): readonly Branch[] {
    return [{ guard: this, transforms: [unwrap], condition: null }]
  }

  override prepare(leaf: SelectionCase): void {
    const turn = new Turn()
    leaf.handle = turn
    const made = this.make(turn.nack)
    if (!(made instanceof Guard))
      throw new TypeError(
        `the maker of withNack gives a guard, not ${show(made)}: withNack(nack => answer.reader)`,
      )
    const branches = made.branches().filter(({ condition }) => condition === null || condition())
    turn.cases = branches.map(branch => new InnerCase(leaf, branch))
    for (const one of turn.cases) one.guard.prepare?.(one)
  }

  poll(leaf: SelectionCase): unknown {
    for (const one of (leaf.handle as Turn).cases) {
      const value = one.guard.poll(one)
      if (value !== NONE) return one.chosen(value)
    }
    return NONE
  }

  enlist(leaf: SelectionCase): void {
    for (const one of (leaf.handle as Turn).cases) {
      one.place = one.guard
      one.guard.enlist(one)
      // The turn is over: an extended reader took what was offered.
      if (leaf.selection.owner?.place !== leaf.selection) return
    }
  }

  withdraw(leaf: SelectionCase): void {
    leaf.place = null
    for (const one of (leaf.handle as Turn).cases) one.place?.withdraw(one)
  }

  override concluded(leaf: SelectionCase, chosen: boolean): void {
    const turn = leaf.handle as Turn | null
    // A turn that ended before it was prepared, or has been concluded.
    if (turn === null) return
    leaf.handle = null
    for (const one of turn.cases) {
      one.guard.left()
      one.guard.concluded?.(one, chosen && one === turn.chosen)
    }
    if (!chosen) turn.nack.lose()
  }
}

/**
 * A guard that is made for each turn by `make`, in the selecting process, and whose maker learns that it was
 * not chosen: `nack` happens when another case was, or the turn was aborted or failed.
 *
 *     const reply = withNack(nack => {
 *       const answer = channel<Page>('answer')
 *       spawn(() => lookUp(query, answer.writer, nack))     // select({ sent: out.offer(page), nack })
 *       return answer.reader
 *     })
 *     const chosen = await select({ reply, late: after(200) })
 */
export function withNack<T>(make: (nack: Guard<undefined>) => Guard<T>): Guard<T> {
  return new NackGuard(make) as Guard<unknown> as Guard<T>
}
