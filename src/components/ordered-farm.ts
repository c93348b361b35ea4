/**
 * The same work on many items at once, results in the order of the items.
 *
 *                  credits
 *          ┌──────────────────────┐
 *          ▼                      │
 *   ──▶ tickets ──▶ farm ──▶ in order ──▶
 *
 * A farm between two processes: the first numbers the items, the last puts the results into that order again.
 * What the last one holds is bounded by credits: an item is read only against a credit, and a credit is given
 * back for each result that has been written.
 */
import { fifo } from '../core/buffer.ts'
import { channel } from '../core/create.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { parallel, read, write } from '../fiber/index.ts'
import { checkedCount, checkedOptions } from './checked.ts'
import { component } from './component.ts'
import { attempt, type FarmOptions, farm, type Outcome, type Work } from './farm.ts'

/** What an ordered farm takes, beside what every farm does. */
export interface OrderedFarmOptions<T> extends FarmOptions<T> {
  /** How many items may be between their read and the write of their result; `workers` if left out. */
  readonly ahead?: number
}

interface Ticket<T> {
  readonly number: number
  readonly item: T
}

type Returned<T, R> = Ticket<T> & Outcome<R>

/**
 * As `farm`, with the results in the order of the items. An item that takes long holds back the results after
 * it, of which `ahead` bounds how many; a larger `ahead` keeps the workers busy meanwhile.
 *
 *     orderedFarm(pages.reader, sizes.writer, page => measure(page), { workers: 8, ahead: 32 })
 *
 * Law: the output is the results in the order of the items; never more than `workers` are worked on and never
 * more than `ahead` are in flight. Source: core.async, pipeline-async.
 */
export const orderedFarm = component(function* orderedFarm<T, R>(
  input: Reader<T>,
  output: Writer<R>,
  work: Work<T, R>,
  options: OrderedFarmOptions<T>,
) {
  const form = 'orderedFarm(input, output, work, { workers: 8, ahead: 32 })'
  const { workers, ahead = workers, onError } = checkedOptions(options, form)
  checkedCount(workers, 'workers', form)
  checkedCount(ahead, 'ahead', form)
  const tickets = channel<Ticket<T>>('tickets')
  const outcomes = channel<Returned<T, R>>('outcomes')
  const credits = channel<undefined>({ name: 'credits', buffer: fifo(ahead) })
  for (let left = ahead; left > 0; left--) credits.writer.tryWrite(undefined)

  // The credits end with the process that gives them, never with the one that takes them: results still come
  // when all items have been read.
  const number = component(function* number(items: Reader<T>, output: Writer<Ticket<T>>) {
    for (let number = 0; ; number++) {
      yield* read(credits.reader)
      yield* write(output, { number, item: yield* read(items) })
    }
  })

  const inOrder = component(function* inOrder(
    outcomes: Reader<Returned<T, R>>,
    output: Writer<R>,
    credits: Writer<undefined>,
  ) {
    const held = new Map<number, Returned<T, R>>()
    for (let next = 0; ; ) {
      const outcome = yield* read(outcomes)
      held.set(outcome.number, outcome)
      for (let due = held.get(next); due !== undefined; due = held.get(++next)) {
        held.delete(next)
        if ('result' in due) yield* write(output, due.result)
        else if (onError === undefined) throw due.error
        else onError(due.error, due.item)
        yield* write(credits, undefined)
      }
    }
  })

  // The ticket comes back in any case, so an item that fails is a result here, and an error again in its turn.
  const attemptTicket: Work<Ticket<T>, Returned<T, R>> = async (ticket, signal) => ({
    ...ticket,
    ...(await attempt(work, ticket.item, signal)),
  })

  yield* parallel(
    number(input, tickets.writer),
    farm(tickets.reader, outcomes.writer, attemptTicket, { workers }),
    inOrder(outcomes.reader, output, credits.writer),
  )
})
