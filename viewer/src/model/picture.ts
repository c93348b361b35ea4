/**
 * What the graph shows at one moment: the topology decorated with the state. The topology changes rarely and
 * is laid out; this changes many times a second, and costs one pass over what is shown.
 */
import { OUTSIDE } from '../../../src/trace/events.ts'
import type { Knot } from './knot.ts'
import { rateAt } from './rate.ts'
import type { ChannelStatus, NetworkState } from './state.ts'
import { isLive, noCounts, type ProcessStatus, STATUSES, type StatusCounts } from './status.ts'
import type { Graph, GraphNode } from './topology.ts'

export interface NodePicture {
  readonly counts: StatusCounts
  /** The status that the node is drawn in; undefined for one that does not exist at this moment. */
  readonly status: ProcessStatus | undefined
  /** For a group: a cell to each member, or to several where there are many. */
  readonly cells: readonly (ProcessStatus | undefined)[]
  /** How many of the members are in the knot. */
  readonly knotted: number
}

export interface EdgePicture {
  /** Communications a second. */
  readonly rate: number
  readonly depth: number
  /** Sum of the capacities; 0 without buffers, Infinity for an unbounded one. */
  readonly capacity: number
  readonly waitingWriters: number
  readonly waitingReaders: number
  readonly communications: number
  readonly status: ChannelStatus
  readonly knotted: boolean
}

export interface Picture {
  readonly nodes: ReadonlyMap<string, NodePicture>
  /** By edge for whole edges, by node for channel nodes. */
  readonly channels: ReadonlyMap<string, EdgePicture>
  /** Communications that each edge has carried so far: what makes its tokens move. */
  readonly carried: ReadonlyMap<string, number>
  /** The edges of a deadlock's knot: on which someone waits, and over which the one waited for would come. */
  readonly knot: ReadonlyMap<string, 'waits' | 'serves'>
}

/** Cells of a mosaic: what a node has room for at a size where a cell is still a cell. */
const CELLS = 1200

export function paint(graph: Graph, state: NetworkState, knot: Knot, now = state.time): Picture {
  const nodes = new Map<string, NodePicture>()
  const channels = new Map<string, EdgePicture>()
  const carried = new Map<string, number>()
  for (const node of graph.nodes) {
    if (node.kind === 'channel')
      channels.set(node.id, paintChannels(node.channels, state, knot, now))
    else nodes.set(node.id, paintNode(node, state, knot))
  }
  for (const edge of graph.edges) {
    if (edge.part !== 'whole') continue
    const painted = paintChannels(edge.channels, state, knot, now)
    channels.set(edge.id, painted)
    carried.set(edge.id, painted.communications)
  }
  share(graph, state, carried)
  return { nodes, channels, carried, knot: tie(graph, state, knot, nodes, channels) }
}

function tie(
  graph: Graph,
  state: NetworkState,
  knot: Knot,
  nodes: ReadonlyMap<string, NodePicture>,
  channels: ReadonlyMap<string, EdgePicture>,
): Map<string, 'waits' | 'serves'> {
  const tied = new Map<string, 'waits' | 'serves'>()
  if (knot.processes.size === 0) return tied
  const waits = new Set<string>()
  for (const id of knot.processes) {
    const unit = graph.folding.unitOf.get(id)?.key
    for (const { guards } of state.processes.get(id)?.pending ?? []) {
      for (const { channel, direction } of guards) waits.add(`${unit} ${direction} ${channel}`)
    }
  }
  for (const edge of graph.edges) {
    if (edge.part === 'whole') {
      if (channels.get(edge.id)?.knotted) tied.set(edge.id, 'waits')
      continue
    }
    const [unit, shared] = edge.part === 'write' ? [edge.from, edge.to] : [edge.to, edge.from]
    if (edge.channels.some(channel => waits.has(`${unit} ${edge.part} ${channel}`)))
      tied.set(edge.id, 'waits')
    else if (channels.get(shared)?.knotted && (nodes.get(unit)?.knotted ?? 0) > 0)
      tied.set(edge.id, 'serves')
  }
  return tied
}

/** What each user of a shared channel had of it. One pass over the users, however many edges there are. */
function share(graph: Graph, state: NetworkState, carried: Map<string, number>): void {
  const byUnit = new Map<string, string>()
  for (const edge of graph.edges) {
    if (edge.part !== 'whole') byUnit.set(`${edge.from}>${edge.to}`, edge.id)
  }
  const unit = (id: number) =>
    graph.folding.unitOf.get(id)?.key ?? (id === OUTSIDE ? 'outside' : '')
  const add = (key: string, communications: number) => {
    const edge = byUnit.get(key)
    if (edge) carried.set(edge, (carried.get(edge) ?? 0) + communications)
  }
  for (const node of graph.nodes) {
    if (node.kind !== 'channel') continue
    for (const id of node.channels) {
      const channel = state.channels.get(id)
      if (!channel) continue
      for (const [writer, made] of channel.writers) add(`${unit(writer)}>${node.id}`, made)
      for (const [reader, made] of channel.readers) add(`${node.id}>${unit(reader)}`, made)
    }
  }
}

function paintNode(node: GraphNode, state: NetworkState, knot: Knot): NodePicture {
  const counts = noCounts()
  const members = node.kind === 'outside' ? [OUTSIDE] : (node.unit?.members ?? [])
  let knotted = 0
  const perCell = Math.ceil(members.length / CELLS)
  const grouped = node.kind === 'group'
  const cells: (ProcessStatus | undefined)[] = []
  for (let index = 0; index < members.length; index += 1) {
    const id = members[index] as number
    const status = state.processes.get(id)?.status
    if (status) counts[status] += 1
    if (knot.processes.has(id)) knotted += 1
    if (!grouped) continue
    const cell = Math.floor(index / perCell)
    cells[cell] = index % perCell === 0 ? status : worse(cells[cell], status)
  }
  return { counts, status: overall(counts), cells, knotted }
}

/** The status of a group: of what lives in it the most frequent, unless something failed or was poisoned. */
function overall(counts: StatusCounts): ProcessStatus | undefined {
  if (counts.poisoned > 0) return 'poisoned'
  let best: ProcessStatus | undefined
  for (const status of STATUSES) {
    if (counts[status] === 0 || !isLive(status)) continue
    if (best === undefined || counts[status] > counts[best]) best = status
  }
  if (best) return best
  if (counts.failed > 0) return 'failed'
  return counts.ended > 0 ? 'ended' : undefined
}

function worse(
  a: ProcessStatus | undefined,
  b: ProcessStatus | undefined,
): ProcessStatus | undefined {
  if (a === undefined) return b
  if (b === undefined) return a
  return STATUSES.indexOf(a) <= STATUSES.indexOf(b) ? a : b
}

const SEVERITY: readonly ChannelStatus[] = ['closed', 'draining', 'open', 'poisoned']

function paintChannels(
  ids: readonly number[],
  state: NetworkState,
  knot: Knot,
  now: number,
): EdgePicture {
  let rate = 0
  let depth = 0
  let capacity = 0
  let waitingWriters = 0
  let waitingReaders = 0
  let communications = 0
  let status: ChannelStatus = 'closed'
  let knotted = false
  for (const id of ids) {
    const channel = state.channels.get(id)
    if (!channel) continue
    rate += rateAt(channel, now)
    depth += channel.depth
    capacity += channel.buffer?.capacity ?? 0
    waitingWriters += channel.waitingWriters.size
    waitingReaders += channel.waitingReaders.size
    communications += channel.communications
    if (SEVERITY.indexOf(channel.status) > SEVERITY.indexOf(status)) status = channel.status
    if (knot.channels.has(id)) knotted = true
  }
  return { rate, depth, capacity, waitingWriters, waitingReaders, communications, status, knotted }
}
