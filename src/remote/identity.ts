/**
 * Names that mean the same thing on every node.
 *
 * A node that dies and comes back keeps its name, so everything that a node numbers carries the *epoch* of
 * its incarnation too: a late message about the operations of the dead incarnation must not find an
 * operation of the new one under the same number.
 */

/** The name of a node. No colon: it separates the parts of the identifiers below. */
export type NodeId = string

/** One read, write or selection: `node:epoch:number`. Unique for ever, totally ordered. */
export type SyncId = string

/** One attempt of a home to join a writer and a reader: `home:epoch:number`. */
export type MatchId = string

/** Where a channel lives. Whoever knows the address can use the channel from any node. */
export interface ChannelAddress {
  readonly home: NodeId
  readonly name: string
}

/** The side of a channel: what an operation does, and what an end is for. */
export type Direction = 'read' | 'write'

export const identifier = (node: NodeId, epoch: string, number: number): SyncId | MatchId =>
  `${node}:${epoch}:${number}`

export const nodeOf = (id: SyncId | MatchId): NodeId => id.slice(0, id.indexOf(':'))

/** Whether a node has given the identifier. */
export const isOf = (id: SyncId | MatchId, node: NodeId): boolean =>
  id.charCodeAt(node.length) === COLON && id.startsWith(node)

const COLON = 58

/**
 * The one order in which homes claim the parties of a match. Any total order does, as long as every home
 * uses the same: a claim then only ever waits for a party that stands higher, so no cycle of waiting can
 * close (Havender's resource ordering). Test: 'unordered claims' in mutants.test.ts.
 */
export const inClaimOrder = (a: SyncId, b: SyncId): number => (a < b ? -1 : a > b ? 1 : 0)

/** For what must be different every time: an epoch, a name that nobody chose. */
export const randomWord = (): string =>
  Math.random().toString(36).slice(2, 10) + Date.now().toString(36)

/** Throws a TypeError when `node` cannot be the name of a node. */
export function checkNodeId(node: NodeId): void {
  if (typeof node !== 'string' || node === '' || node.includes(':')) {
    throw new TypeError(
      `'${node}' cannot name a node: a name is not empty and has no colon, as in 'worker-1'`,
    )
  }
}
