/**
 * Every input to any output.
 */
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { parallel, read, write } from '../fiber/index.ts'
import { checkedList } from './checked.ts'
import { component } from './component.ts'

/**
 * Sends each value to the output that `route(value, from)` chooses, by its position; `from` is the position of
 * the input. Inputs are served independently: one whose value cannot be delivered holds up no other. An input
 * that ends is left out, as is one whose value goes to an output that its reader has closed; ends when no
 * input is left.
 *
 *     crossbar(clients, shards, request => hash(request.key) % shards.length)
 *
 * Law: each output has exactly the values routed to it, in order for each input.
 *
 * @throws RangeError (the process fails) when `route` gives no position of an output
 */
export const crossbar = component(function* crossbar<T>(
  inputs: readonly Reader<T>[],
  outputs: readonly Writer<T>[],
  route: (value: T, from: number) => number,
) {
  const form = 'crossbar([a.reader, b.reader], [c.writer, d.writer], route)'
  checkedList(outputs, form)
  // A lane owns its input alone: outputs are shared by all lanes, and let go of by the crossbar.
  const lane = component(function* lane(input: Reader<T>, from: number) {
    for (;;) {
      const value = yield* read(input)
      const to = route(value, from)
      const output = outputs[to]
      if (output === undefined)
        throw new RangeError(
          `the route of a value from input ${from} is ${to}, but the outputs are 0 to ${outputs.length - 1}`,
        )
      yield* write(output, value)
    }
  })
  yield* parallel(checkedList(inputs, form).map((input, from) => lane(input, from)))
})
