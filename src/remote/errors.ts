/**
 * The errors of remote channels. Closed and poisoned channels raise the errors of local ones, so a process ends
 * alike wherever its channels live; what only a network can do has the classes below.
 */
import { ChannelError, ClosedError, type EndName, PoisonError, reasonOf } from '../core/errors.ts'
import { ports } from '../core/ports.ts'
import type { ChannelAddress, Direction, NodeId } from './identity.ts'
import type { Ending, LossOutcome } from './outcome.ts'

/** Who made an operation, and where. */
export interface Site {
  readonly address: ChannelAddress
  readonly direction: Direction
  readonly process: string | undefined
}

/** Of an operation that the running process makes. */
export const siteOf = (address: ChannelAddress, direction: Direction): Site => ({
  address,
  direction,
  process: ports.currentName(),
})

export const endOf = (direction: Direction): EndName => (direction === 'read' ? 'reader' : 'writer')

const detailsOf = ({ address, direction, process }: Site) => ({
  channel: address.name,
  end: endOf(direction),
  process,
})

const doing = (direction: Direction): string =>
  direction === 'read' ? 'reading from' : 'writing on'

const place = ({ home, name }: ChannelAddress): string => `channel '${name}' of node '${home}'`

const known: Readonly<Record<LossOutcome, string>> = {
  'not-delivered': 'the value was not delivered',
  'not-taken': 'nothing was taken',
  unknown: 'a reader may or may not have taken the value',
}

/**
 * A node died, or the link to it was cut for longer than its lease. `outcome` says what became of the operation:
 * `not-delivered` and `not-taken` are certain, and only `unknown` leaves a write open.
 */
export class ChannelLostError extends ChannelError {
  override name = 'ChannelLostError'
  /** The node that died: the home of the channel or, for `unknown`, perhaps the reader's. */
  readonly node: NodeId
  readonly outcome: LossOutcome

  constructor(site: Site, node: NodeId, outcome: LossOutcome) {
    const { address, direction } = site
    super(
      `${doing(direction)} ${place(address)}: node '${node}' is lost; ${known[outcome]}`,
      detailsOf(site),
    )
    this.node = node
    this.outcome = outcome
  }
}

/** There is no channel of that name (any more). */
export class AbsentChannelError extends ChannelError {
  override name = 'AbsentChannelError'
  /** The home that was asked; undefined when the name is not known in the realm. */
  readonly node: NodeId | undefined

  constructor(site: Site, realm?: string) {
    const { address, direction } = site
    const [place, make] =
      realm === undefined
        ? [`node '${address.home}'`, `node.channel('${address.name}') makes it there`]
        : [`realm '${realm}'`, `net.channel('${address.name}') makes it`]
    super(
      `${doing(direction)} channel '${address.name}', which ${place} does not have: ${make}`,
      detailsOf(site),
    )
    this.node = realm === undefined ? address.home : undefined
  }
}

/** The realm gives this node no right to read, or to write, this channel. */
export class ForbiddenError extends ChannelError {
  override name = 'ForbiddenError'
  readonly node: NodeId

  constructor(site: Site, cause?: unknown) {
    const { address, direction } = site
    super(
      `${doing(direction)} ${place(address)} is not permitted to this node: ` +
        `its user needs the right to ${direction} this channel`,
      { ...detailsOf(site), ...(cause === undefined ? {} : { cause }) },
    )
    this.node = address.home
  }
}

/** The value cannot travel: it cannot be copied, or is larger than the link carries. Nothing was offered. */
export class UnsendableError extends ChannelError {
  override name = 'UnsendableError'

  constructor(site: Site, cause: unknown) {
    super(`writing on ${place(site.address)} a value that cannot travel: ${reasonOf(cause)}`, {
      ...detailsOf(site),
      cause,
    })
  }
}

/** This node has been closed: it takes part in nothing any more. */
export class NodeClosedError extends ChannelError {
  override name = 'NodeClosedError'

  constructor(site: Site, node: NodeId) {
    super(
      `${doing(site.direction)} ${place(site.address)} from node '${node}', which was closed`,
      detailsOf(site),
    )
  }
}

/**
 * What an operation raises on a node that has left, because of `cause` or without one.
 *
 * @param outcome what became of one that waited when the node left
 */
export function departedError(
  site: Site,
  node: NodeId,
  cause: unknown,
  outcome?: LossOutcome,
): ChannelError {
  if (cause === undefined) return new NodeClosedError(site, node)
  const { address, direction } = site
  const became = outcome === undefined ? '' : `; ${known[outcome]}`
  const text = `${doing(direction)} ${place(address)} from node '${node}', which has failed: ${reasonOf(cause)}${became}`
  return new PoisonError(text, { ...detailsOf(site), cause })
}

/** What an operation raises on a channel that takes no more part. */
export function endingError(site: Site, ending: Ending): ChannelError {
  const { address, direction } = site
  const details = detailsOf(site)
  switch (ending.type) {
    case 'absent':
      return new AbsentChannelError(site)
    case 'forbidden':
      return new ForbiddenError(site)
    case 'poisoned': {
      const { cause } = ending
      if (cause === undefined) return new PoisonError(`${place(address)} was poisoned`, details)
      return new PoisonError(`${place(address)} was poisoned: ${reasonOf(cause)}`, {
        ...details,
        cause,
      })
    }
    case 'closed': {
      const { by } = ending
      if (direction === 'write' && by === 'writer')
        return new ClosedError(
          `writing on ${place(address)} after its writing side was closed; ` +
            'where several producers share a channel, give each a lease: writer.lease()',
          { ...details, by },
        )
      const side = by === 'writer' ? 'writing' : 'reading'
      return new ClosedError(
        `${doing(direction)} ${place(address)}, whose ${side} side was closed`,
        { ...details, by },
      )
    }
  }
}
