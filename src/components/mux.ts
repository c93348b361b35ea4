/**
 * Many inputs to one output, by selection.
 */
import { when } from '../core/guard.ts'
import type { Reader } from '../core/reader.ts'
import { alternative } from '../core/select.ts'
import type { Order } from '../core/selection.ts'
import type { Writer } from '../core/writer.ts'
import { select, write } from '../fiber/index.ts'
import { checkedList } from './checked.ts'
import { component } from './component.ts'

const multiplexer = (name: string, order: Order) =>
  component(function* <T>(inputs: readonly Reader<T>[], output: Writer<T>) {
    const open = checkedList(inputs, `${name}([a.reader, b.reader], c.writer)`).map(() => true)
    const next = alternative(
      inputs.map((input, at) => when(() => open[at] as boolean, input.step)),
      { order },
    )
    for (let left = inputs.length; left > 0; ) {
      const { key, value: step } = yield* select(next)
      if (!step.done) yield* write(output, step.value)
      else {
        open[key] = false
        left--
      }
    }
  }, name)

/**
 * Passes on the values of its inputs; of several that are ready, the first in the list goes first, however
 * long the others have waited. An input that ends is left out; ends when all have ended.
 *
 *     mux([alarms.reader, reports.reader], log.writer)
 *
 * Law: the output is a permutation of all inputs that keeps the order of each; while an input is ready, none
 * after it is taken. Source: occam's PRI ALT.
 */
export const mux = multiplexer('mux', 'priority')

/**
 * As `mux`, but no input is taken twice before another that is ready is taken once.
 *
 *     fairMux(clients.map(client => client.reader), requests.writer)
 *
 * Law: the output is a permutation of all inputs that keeps the order of each; of n inputs that are always
 * ready each is every n-th. Source: JCSP plugNplay, Multiplex.
 */
export const fairMux = multiplexer('fairMux', 'fair')
