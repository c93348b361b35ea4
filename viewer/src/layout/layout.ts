/**
 * The layout that is shown, asked from the worker whenever the graph's signature changes, and only then: a
 * picture that moves without reason is one that nobody can learn to read.
 */
import { effect, signal } from '@preact/signals'
import type { Graph } from '../model/topology.ts'
import { view } from '../session/session.ts'
import { type Route, route } from './route.ts'
import { type Layout, NO_LAYOUT, requestFor } from './shape.ts'
import LayoutWorker from './worker.ts?worker&inline'

/** The layout with the graph that it was made for: the two are only ever drawn together. */
export interface Placed {
  readonly graph: Graph
  readonly layout: Layout
  readonly routes: ReadonlyMap<string, Route>
}

export const placed = signal<Placed | undefined>(undefined)

/** Least milliseconds between two layouts: time for the eye to follow one before the next. */
const REST = 500

export function startLayout(): void {
  const worker = new LayoutWorker()
  const graphs = new Map<string, Graph>()
  let asked = ''
  let busy = false
  let last = -Infinity
  let waiting = false

  worker.onmessage = ({ data }: MessageEvent<Layout>) => {
    busy = false
    last = performance.now()
    const graph = graphs.get(data.signature)
    graphs.clear()
    if (graph) {
      const routes = new Map(Object.entries(data.edges).map(([id, points]) => [id, route(points)]))
      placed.value = { graph, layout: data, routes }
    }
    ask()
  }

  function ask(): void {
    const { graph } = view.peek()
    if (graph.signature === asked || busy) return
    const wait = last + REST - performance.now()
    if (wait > 0) {
      if (waiting) return
      waiting = true
      setTimeout(() => {
        waiting = false
        ask()
      }, wait)
      return
    }
    asked = graph.signature
    if (graph.nodes.length === 0) {
      placed.value = { graph, layout: NO_LAYOUT, routes: new Map() }
      return
    }
    busy = true
    graphs.set(asked, graph)
    worker.postMessage(requestFor(graph))
  }

  effect(() => {
    const { graph } = view.value
    // A graph with the same signature may have other members (one more in a group): keep it current.
    const current = placed.peek()
    if (current && current.graph !== graph && current.layout.signature === graph.signature) {
      placed.value = { ...current, graph }
    }
    ask()
  })
}
