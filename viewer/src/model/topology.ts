/**
 * The network as a graph to draw: units of folded processes, and the channels between them.
 *
 * Ends are the real ones, those that processes were seen at. A channel with one writing and one reading unit
 * is an edge; one with several at an end, or with an end nobody was seen at yet, is a node of its own, since
 * an edge would hide who shares it. Channels between the same units are one edge that knows how many it is.
 */
import { OUTSIDE } from '../../../src/trace/events.ts'
import type { Folding, Unit } from './fold.ts'
import type { ChannelState } from './state.ts'

export interface GraphNode {
  /** Stable from one graph to the next. */
  readonly id: string
  readonly kind: 'process' | 'group' | 'channel' | 'outside'
  readonly label: string
  readonly unit?: Unit
  /** Channels that a channel node stands for; for a group, those that never leave it. */
  readonly channels: readonly number[]
}

export interface GraphEdge {
  readonly id: string
  readonly from: string
  readonly to: string
  /** What the label names: the channel's, or how many they are. */
  readonly label: string
  readonly channels: readonly number[]
  /** Which part of the channel's way this edge draws. */
  readonly part: 'whole' | 'write' | 'read'
}

export interface Graph {
  readonly nodes: readonly GraphNode[]
  readonly edges: readonly GraphEdge[]
  readonly folding: Folding
  /** Channels left out because the picture would have had too many edges. */
  readonly leftOut: number
  /** Equal signatures need no new layout. */
  readonly signature: string
}

/** Edges that a picture may have: beyond this it would be grey, and slow. */
const MOST_EDGES = 480

interface Bundle {
  readonly writers: readonly string[]
  readonly readers: readonly string[]
  readonly channels: ChannelState[]
}

export function buildGraph(folding: Folding, channels: Iterable<ChannelState>): Graph {
  const nodes = new Map<string, GraphNode>()
  for (const unit of folding.units) {
    const kind = unit.shape === 'process' ? 'process' : 'group'
    nodes.set(unit.key, { id: unit.key, kind, label: unit.label, unit, channels: [] })
  }

  const bundles = new Map<string, Bundle>()
  for (const channel of channels) {
    const writers = unitsAt(channel.writers, folding)
    const readers = unitsAt(channel.readers, folding)
    if (writers.length === 0 && readers.length === 0) continue
    const key = bundleKey(channel, writers, readers)
    const bundle = bundles.get(key)
    if (bundle) bundle.channels.push(channel)
    else bundles.set(key, { writers, readers, channels: [channel] })
  }

  const edges: GraphEdge[] = []
  const inner = new Map<string, number[]>()
  let leftOut = 0
  for (const [key, { writers, readers, channels: bundled }] of bundles) {
    const ids = bundled.map(channel => channel.id)
    const [from] = writers
    const [to] = readers
    if (
      writers.length === 1 &&
      from === to &&
      readers.length === 1 &&
      nodes.get(from as string)?.kind === 'group'
    ) {
      inner.set(from as string, [...(inner.get(from as string) ?? []), ...ids])
      continue
    }
    const cost = Math.max(1, writers.length) + Math.max(1, readers.length) - 1
    if (edges.length + cost > MOST_EDGES) {
      leftOut += ids.length
      continue
    }
    const name = (bundled[0] as ChannelState).name
    const label = bundled.length === 1 ? name : `${bundled.length} channels`
    for (const end of [...writers, ...readers]) {
      if (end === 'outside')
        nodes.set(end, { id: end, kind: 'outside', label: 'outside', channels: [] })
    }
    if (writers.length === 1 && readers.length === 1 && from !== to) {
      edges.push({
        id: key,
        from: from as string,
        to: to as string,
        label,
        channels: ids,
        part: 'whole',
      })
      continue
    }
    const node = `channel:${key}`
    nodes.set(node, { id: node, kind: 'channel', label, channels: ids })
    for (const writer of writers) {
      edges.push({
        id: `${key}<${writer}`,
        from: writer,
        to: node,
        label: '',
        channels: ids,
        part: 'write',
      })
    }
    for (const reader of readers) {
      edges.push({
        id: `${key}>${reader}`,
        from: node,
        to: reader,
        label: '',
        channels: ids,
        part: 'read',
      })
    }
  }

  const all = [...nodes.values()].map(node => {
    const channelsInside = inner.get(node.id)
    return channelsInside ? { ...node, channels: channelsInside } : node
  })
  return { nodes: all, edges, folding, leftOut, signature: sign(all, edges) }
}

function unitsAt(users: ReadonlyMap<number, number>, folding: Folding): string[] {
  const keys = new Set<string>()
  for (const id of users.keys()) {
    const unit = folding.unitOf.get(id)
    if (unit) keys.add(unit.key)
    else if (id === OUTSIDE) keys.add('outside')
  }
  return [...keys].sort()
}

/** Single channels keep their own identity while they are alone, so that their edge keeps its place. */
function bundleKey(
  channel: ChannelState,
  writers: readonly string[],
  readers: readonly string[],
): string {
  const between = `${writers.join('&')}→${readers.join('&')}`
  const plain = [...writers, ...readers].every(
    key => key.startsWith('process:') || key === 'outside',
  )
  return plain ? `${between}#${channel.id}` : between
}

function sign(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): string {
  const parts = nodes.map(node => `${node.id}~${sizeClass(node)}~${node.label.length}`)
  for (const edge of edges) parts.push(edge.id)
  return parts.join('|')
}

/** Groups grow in steps, so that one worker more or less does not move the picture. */
export function sizeClass(node: GraphNode): number {
  const members = node.unit?.members.length ?? 1
  return members <= 1 ? 0 : Math.min(6, Math.ceil(Math.log2(members) / 2))
}
