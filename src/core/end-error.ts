/**
 * The error of an operation on a channel that has ended (or, for writers, is ending): what happened, to which end,
 * and the cure where there is one.
 */
import type { ChannelCore } from './channel.ts'
import { POISONED, RETIRED } from './channel-state.ts'
import { ClosedError, type EndName, PoisonError, RetiredError, reasonOf } from './errors.ts'
import { ports } from './ports.ts'

export function endError(core: ChannelCore, end: EndName): Error {
  const { name, cause, closedBy: by } = core
  const details = { channel: name, end, process: ports.currentName(), cause, by }
  if (core.state === RETIRED)
    return new RetiredError(
      `this lease of the ${end} of channel '${name}' has been retired: ` +
        `take another with ${end}.lease() before the last one retires`,
      details,
    )
  if (core.state === POISONED) {
    const text = `channel '${name}' was poisoned${cause === undefined ? '' : `: ${reasonOf(cause)}`}`
    return new PoisonError(text, details)
  }
  const doing = end === 'writer' ? 'writing on' : 'reading from'
  const how =
    end === 'writer' && by === 'writer'
      ? ' after its writing side was closed, by a producer or its scope; ' +
        'where several producers share a channel, give each a lease: writer.lease()'
      : `, whose ${by === 'writer' ? 'writing' : 'reading'} side was closed`
  return new ClosedError(`${doing} channel '${name}'${how}`, details)
}
