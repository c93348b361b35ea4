/** Lays graphs out in layers, off the page's thread: a hundred nodes can take a tenth of a second. */
import { Graph, layout } from '@dagrejs/dagre'
import type { Box, Layout, LayoutRequest, Point } from './shape.ts'

addEventListener('message', ({ data }: MessageEvent<LayoutRequest>) => postMessage(layOut(data)))

function layOut(request: LayoutRequest): Layout {
  const graph = new Graph({ multigraph: true })
  // Big graphs get the faster ranker; in small ones shorter edges are worth the time.
  const ranker = request.edges.length > 250 ? 'longest-path' : 'network-simplex'
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 18,
    edgesep: 12,
    ranksep: 46,
    marginx: 16,
    marginy: 16,
    ranker,
  })
  for (const { id, width, height } of request.nodes) graph.setNode(id, { width, height })
  for (const { id, from, to, width, height } of request.edges) {
    graph.setEdge(from, to, { width, height, labelpos: 'c', id }, id)
  }
  layout(graph)

  const nodes: Record<string, Box> = {}
  for (const id of graph.nodes()) {
    const { x, y, width, height } = graph.node(id) as Box
    nodes[id] = { x, y, width, height }
  }
  const edges: Record<string, readonly Point[]> = {}
  for (const edge of graph.edges()) {
    const { points } = graph.edge(edge) as { points: Point[] }
    edges[edge.name as string] = points
  }
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number }
  return { signature: request.signature, nodes, edges, width, height }
}
