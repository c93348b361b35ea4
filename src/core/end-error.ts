/**
 * The error of an operation on a channel that has ended (or, for writers, is ending): what happened, to which end,
 * and the cure where there is one.
 */
import type { ChannelCore } from './channel.ts'
import { POISONED } from './channel-state.ts'
import {
  type ChannelErrorDetails,
  ClosedError,
  type EndName,
  PoisonError,
  RetiredError,
  show,
} from './errors.ts'
import { ports } from './ports.ts'

export function endError(core: ChannelCore, end: EndName): Error {
  const details: ChannelErrorDetails = { channel: core.name, end, process: ports.currentName() }
  if (core.retired)
    return new RetiredError(
      `this lease of the ${end} of channel '${core.name}' has been retired: ` +
        `take another with ${end}.lease() before the last one retires`,
      details,
    )
  if (core.state === POISONED) {
    if (core.cause === undefined)
      return new PoisonError(`channel '${core.name}' was poisoned`, details)
    const why = core.cause instanceof Error ? core.cause.message : show(core.cause)
    return new PoisonError(`channel '${core.name}' was poisoned: ${why}`, {
      ...details,
      cause: core.cause,
    })
  }
  const by = core.closedBy
  if (end === 'writer' && by === 'writer')
    return new ClosedError(
      `writing on channel '${core.name}' after its writing side was closed; ` +
        'where several producers share a channel, give each a lease: writer.lease()',
      { ...details, by },
    )
  const side = by === 'writer' ? 'writing' : 'reading'
  const doing = end === 'writer' ? 'writing on' : 'reading from'
  return new ClosedError(`${doing} channel '${core.name}', whose ${side} side was closed`, {
    ...details,
    by,
  })
}
