/**
 * Guards: first-class events that a selection can choose among.
 *
 * A guard is a reusable value with three capabilities, as in the base events of Concurrent ML and the
 * operations of Guile's fibers: try now (`poll`), wait (`enlist`, `withdraw`), and post-process what came of
 * it (`map`); one that is made of others leaves the first two to them. Nothing happens until a selection commits it.
 */
import { show } from './errors.ts'
import { NONE } from './none.ts'
import type { Place } from './queue.ts'
import type { SelectionCase } from './selection.ts'

/** A guard as one or more leaves: what `map`, `when` and `choose` are made of. */
export interface Branch {
  readonly guard: BaseGuard<unknown>
  readonly transforms: readonly ((value: never) => unknown)[]
  readonly condition: (() => boolean) | null
}

/**
 * An event that can be waited for, alone (`sync`) or among others (`select`): readers, offers, times, barriers, and
 * what is made of them by `map`, `when` and `choose`.
 */
export abstract class Guard<out T> {
  /** Carries the type of the value; never present at run time. */
  declare readonly valueType?: T

  /** The leaves of this guard, which selections see in its place. @internal */
  abstract branches(): readonly Branch[]

  /**
   * The same event with its value passed through `transform`, which runs in the selecting process after the
   * commit: when it throws, its own selection rejects and the transfer stands.
   */
  map<U>(transform: (value: T) => U): Guard<U> {
    return new CompositeGuard<U>(() =>
      this.branches().map(branch => ({
        ...branch,
        transforms: [...branch.transforms, transform],
      })),
    )
  }
}

/** A guard made of other guards. */
export class CompositeGuard<out T> extends Guard<T> {
  readonly branches: () => readonly Branch[]

  constructor(branches: () => readonly Branch[]) {
    super()
    this.branches = branches
  }
}

/** A guard that is one event. */
export abstract class BaseGuard<out T> extends Guard<T> implements Place {
  /**
   * Tries to make the event happen now, for the case's selection: its value, or NONE.
   * @throws the error of a channel that has ended
   * @internal
   */
  abstract poll(selectionCase: SelectionCase): unknown

  /** Makes the case wait for the event. @internal */
  abstract enlist(selectionCase: SelectionCase): void

  /** Makes the case wait no longer. @internal */
  abstract withdraw(selectionCase: SelectionCase): void

  /** What the selection is given for what a partner delivered. @internal */
  delivered(value: unknown): unknown {
    return value
  }

  /** A value to go on with although the channel has ended, or NONE to reject. @internal */
  failed(_error: unknown): unknown {
    return NONE
  }

  /** An offer that stood here is gone. @internal */
  left(): void {}

  /** Computes what the turn offers, in the owner's context, before any guard is polled. @internal */
  prepare?(selectionCase: SelectionCase): void

  /**
   * Told that a turn is over, and whether this case was chosen. Only the first call after `prepare` counts.
   * @internal
   */
  concluded?(selectionCase: SelectionCase, chosen: boolean): void

  branches(): readonly Branch[] {
    return [{ guard: this, transforms: [], condition: null }]
  }
}

/**
 * A guard behind a precondition. With a boolean: the guard, or `null`, which disables its case. With a
 * function, for `alternative`: it is evaluated at each turn, in the selecting process, before any guard is
 * polled.
 */
export function when<T>(condition: () => boolean, guard: Guard<T>): Guard<T>
export function when<T>(condition: boolean, guard: Guard<T>): Guard<T> | null
export function when<T>(condition: boolean | (() => boolean), guard: Guard<T>): Guard<T> | null {
  if (typeof condition !== 'function') return condition ? guard : null
  checkGuard(guard, 'when(() => queue.length < 4, input)')
  return new CompositeGuard<T>(() =>
    guard.branches().map(branch => {
      const inner = branch.condition
      return { ...branch, condition: inner === null ? condition : () => condition() && inner() }
    }),
  )
}

/** The first guard that happens, as one guard (Concurrent ML's `choose`); earlier ones have priority. */
export function choose<T>(...guards: readonly Guard<T>[]): Guard<T> {
  for (const guard of guards) checkGuard(guard, 'choose(input, output.offer(value), after(50))')
  return new CompositeGuard<T>(() => guards.flatMap(guard => guard.branches()))
}

function checkGuard(value: unknown, form: string): void {
  if (!(value instanceof Guard))
    throw new TypeError(`expected a guard, not ${show(value)}: ${form}`)
}
