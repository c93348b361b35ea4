/** Sizes of nodes, and the messages between the page and the worker that lays the graph out. */
import { type Graph, type GraphNode, sizeClass } from '../model/topology.ts'
import { NAME_FONT, SMALL_FONT, widthOf } from './text.ts'

export interface Box {
  /** Centre. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Layout {
  /** The graph's signature: a layout for another one is out of date. */
  readonly signature: string
  readonly nodes: Readonly<Record<string, Box>>
  readonly edges: Readonly<Record<string, readonly Point[]>>
  readonly width: number
  readonly height: number
}

export interface LayoutRequest {
  readonly signature: string
  readonly nodes: readonly {
    readonly id: string
    readonly width: number
    readonly height: number
  }[]
  readonly edges: readonly {
    readonly id: string
    readonly from: string
    readonly to: string
    readonly width: number
    readonly height: number
  }[]
}

export const NO_LAYOUT: Layout = { signature: '', nodes: {}, edges: {}, width: 0, height: 0 }

/** The part of a group's node above its mosaic, and the margin around it. */
export const GROUP_HEAD = 44
export const GROUP_MARGIN = 10
const MOSAIC_HEIGHTS = [12, 12, 20, 28, 44, 68, 92]
const GROUP_WIDTHS = [168, 168, 168, 168, 184, 212, 240]

/** Where the text of a process's node begins, and the margin after it. */
export const TEXT_LEFT = 35
export const TEXT_MARGIN = 12
/** Widest text of a node or a label that is shown whole. */
export const WIDEST = 170

export function sizeOf(node: GraphNode): { width: number; height: number } {
  if (node.kind === 'group') {
    const size = sizeClass(node)
    return {
      width: GROUP_WIDTHS[size] as number,
      height: GROUP_HEAD + (MOSAIC_HEIGHTS[size] as number) + GROUP_MARGIN,
    }
  }
  const text = Math.min(WIDEST, widthOf(node.label, NAME_FONT))
  if (node.kind === 'channel') return { width: Math.max(64, text + 30), height: 38 }
  // Wide enough for what most processes do, so that the second line can be read.
  return { width: Math.max(144, text + TEXT_LEFT + TEXT_MARGIN), height: 40 }
}

export function requestFor(graph: Graph): LayoutRequest {
  return {
    signature: graph.signature,
    nodes: graph.nodes.map(node => ({ id: node.id, ...sizeOf(node) })),
    edges: graph.edges.map(({ id, from, to, label, part }) => {
      // Room for the label: its name above, the rate and the queue below.
      const labelled = part === 'whole'
      return {
        id,
        from,
        to,
        width: labelled ? Math.max(70, Math.min(WIDEST, widthOf(label, SMALL_FONT)) + 10) : 8,
        height: labelled ? 34 : 8,
      }
    }),
  }
}
