/**
 * Selection for asynchronous processes: wait for exactly one of several events.
 *
 * Source: occam's ALT with priority, extended to output guards as in aPyCSP; preconditions and fair order as
 * in JCSP's Alternative.
 */
import { type Case, type CheckedKeys, type Chosen, selectionOf } from './cases.ts'
import type { OperationOptions } from './end.ts'
import { AbortError } from './errors.ts'
import { AsyncOperation, completed, completedInTurn, rejected, resultOf } from './operation.ts'
import { ports } from './ports.ts'
import { type ChosenCase, type Order, type Selection, shuffle } from './selection.ts'

/** Runs one turn of a selection. */
function turn(selection: Selection, options: OperationOptions | undefined): Promise<ChosenCase> {
  let ready: ChosenCase | null
  try {
    if (options?.signal?.aborted) return rejected(options.signal.reason)
    selection.prepare()
    ready = selection.poll()
  } catch (error) {
    return rejected(error)
  }
  let promise: Promise<ChosenCase>
  if (ready !== null)
    promise = (ports.choice === null ? completed : completedInTurn)(ready) as Promise<ChosenCase>
  else {
    const operation = new AsyncOperation(undefined)
    if (options?.signal !== undefined) operation.watch(options.signal)
    selection.enlist(operation)
    promise = operation.promise as Promise<ChosenCase>
  }
  if (!selection.transforms) return promise
  return resultOf(promise, chosen => selection.transform(chosen))
}

/**
 * Waits until one of the cases happens and gives its key and value. Cases are tried in their order, which is
 * their priority. Exactly one happens; the others are withdrawn at that moment and consume nothing.
 *
 * @param cases an object (the result is a union discriminated on `key`) or an array (key = index)
 * @throws the error of a channel that has ended, naming the key: an ended guard counts as ready in its place
 * @throws Error when every case is disabled
 * @throws whatever a precondition, a computed offer or a `map` throws
 */
export function select<const C extends Readonly<Record<string, Case>> | readonly Case[]>(
  cases: C & CheckedKeys<C>,
  options?: OperationOptions,
): Promise<Chosen<C>> {
  let selection: Selection
  try {
    selection = selectionOf(cases as C, 'priority')
  } catch (error) {
    return rejected(error)
  }
  return turn(selection, options) as Promise<Chosen<C>>
}

/** Who is served first, turn after turn. */
export interface AlternativeOptions {
  /**
   * `priority` (the default): the first ready case in the order given. `fair`: no case is served twice before
   * another ready case is served once. `random`: every ready case is equally likely.
   */
  readonly order?: Order
}

/**
 * A selection to be taken again and again: it keeps the state of fairness, evaluates preconditions given as
 * functions and computed offers at each turn, and allocates little per turn.
 */
export class Alternative<out R> implements AsyncIterable<R, never> {
  /** @internal */
  readonly selection: Selection

  /** @internal */
  constructor(selection: Selection) {
    this.selection = selection
  }

  /** Takes one turn. Rejects as `select` does. Only one turn can be under way. */
  select(options?: OperationOptions): Promise<R> {
    if (this.selection.owner !== null)
      return rejected(
        new Error('this alternative is already waiting: make one alternative for each process'),
      )
    return turn(this.selection, options) as Promise<R>
  }

  /** Takes turns for ever; ends by an error of a turn, or when the loop is left. */
  [Symbol.asyncIterator](): AsyncIterableIterator<R, never> {
    const { selection } = this
    return {
      [Symbol.asyncIterator]() {
        return this
      },
      next: async () => ({ done: false, value: await this.select() }),
      return: async () => {
        const waiting = selection.owner
        const reason = new AbortError('the loop over the alternative was left')
        // A turn that an extended reader has taken part in has happened; it is told in its time.
        if (waiting?.place === selection) {
          waiting.withdraw()
          selection.left()
          waiting.fail(reason)
        } else waiting?.place?.interrupt?.(reason)
        return { done: true, value: undefined as never }
      },
    }
  }
}

/** Chance: a whole number below `count`. */
const below = (count: number): number => Math.floor(ports.random() * count)

const mix = (selection: Selection): void => shuffle(selection, below)

/**
 * The reusable form of `select`.
 *
 * @param cases as for `select`; preconditions may be functions: `when(() => queue.length < 4, input)`
 */
export function alternative<const C extends Readonly<Record<string, Case>> | readonly Case[]>(
  cases: C & CheckedKeys<C>,
  options?: AlternativeOptions,
): Alternative<Chosen<C>> {
  const selection = selectionOf(cases as C, options?.order ?? 'priority')
  if (selection.order === 'random') selection.mix = mix
  return new Alternative<Chosen<C>>(selection)
}
