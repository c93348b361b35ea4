/**
 * Channels of a model: a finite family of events `c.v`, with input as a choice over the values.
 */
import { checkEvent, type Event } from './event.ts'
import { externalChoice, prefix } from './operators.ts'
import type { Process } from './process.ts'

/** A value on a channel of a model; it becomes part of an event's name. */
export type ChannelValue = string | number | boolean

/** A channel of a model. Called with a value it gives the event: `left(0)` is `'left.0'`. */
export interface EventChannel<V extends ChannelValue> {
  (value: V): Event
  /** Every event of the channel; CSPM's `{| left |}`. */
  readonly events: readonly Event[]
  /** `left?x → P(x)`: offers every value. */
  input(next: (value: V) => Process): Process
  /** `left!v → P`: offers one value. */
  output(value: V, next: Process): Process
}

/**
 * Declares a channel and the values that it carries. Several fields are several names:
 * `channel('pick.0', [0, 1])` has the events `pick.0.0` and `pick.0.1`.
 *
 * @throws RangeError when a value outside the declaration is used, or the name is reserved.
 */
export function channel<const V extends ChannelValue>(
  name: string,
  values: readonly V[],
): EventChannel<V> {
  checkEvent(name)
  const declared = new Map<V, Event>(values.map(value => [value, `${name}.${value}`]))
  const event = (value: V): Event => {
    const found = declared.get(value)
    if (found === undefined) {
      throw new RangeError(
        `channel '${name}' does not carry ${String(value)}: declare it, as in ` +
          `channel('${name}', [..., ${JSON.stringify(value)}])`,
      )
    }
    return found
  }
  return Object.assign(event, {
    events: [...declared.values()],
    input: (next: (value: V) => Process) =>
      externalChoice(...values.map(value => prefix(event(value), next(value)))),
    output: (value: V, next: Process) => prefix(event(value), next),
  })
}
