/** Selecting, opening and folding: what clicks, keys and the search do alike. */
import { placed } from '../layout/layout.ts'
import type { GraphEdge, GraphNode } from '../model/topology.ts'
import { touch } from '../session/frames.ts'
import { folded, opened, type Selection, selection, view } from '../session/session.ts'
import { reveal } from './camera.ts'

export function select(next: Selection | undefined): void {
  selection.value = next
  touch()
}

export function selectNode(node: GraphNode): void {
  select(selectionOf(node))
}

export function selectionOf(node: GraphNode): Selection {
  if (node.kind === 'outside') return { kind: 'process', id: 0 }
  if (node.kind === 'channel') return { kind: 'channel', id: node.channels[0] ?? 0 }
  if (node.kind === 'process') return { kind: 'process', id: node.unit?.members[0] ?? 0 }
  return { kind: 'group', key: node.id }
}

export function selectEdge(edge: GraphEdge): void {
  const [channel] = edge.channels
  if (channel !== undefined) select({ kind: 'channel', id: channel })
}

/** The node that shows the selection, or the group that hides it. */
export function nodeOf(chosen: Selection | undefined): string | undefined {
  if (!chosen) return undefined
  const { graph } = view.value
  if (chosen.kind === 'group') return chosen.key
  if (chosen.kind === 'process') {
    return chosen.id === 0 ? 'outside' : graph.folding.unitOf.get(chosen.id)?.key
  }
  return graph.nodes.find(node => node.kind === 'channel' && node.channels.includes(chosen.id))?.id
}

/** Selects and brings into sight; a process inside a group shows its group. */
export function show(next: Selection): void {
  select(next)
  const id = nodeOf(next)
  const box = id === undefined ? undefined : placed.value?.layout.nodes[id]
  if (id === undefined || !box) return
  reveal(box)
  // The arrow keys go on from what was found.
  document.querySelector<SVGElement>(`[data-node="${CSS.escape(id)}"]`)?.focus()
}

export function openGroup(key: string): void {
  opened.value = new Set([...opened.value, key])
  folded.value = new Set([...folded.value].filter(one => one !== key))
  touch()
}

export function foldGroup(key: string): void {
  folded.value = new Set([...folded.value, key])
  // Whatever was opened inside stays remembered: opening the group again brings it back.
  opened.value = new Set([...opened.value].filter(one => one !== key))
  select({ kind: 'group', key })
}

/** Opens the selected group, or folds the group that the selected process came out of. */
export function toggleFold(): void {
  const chosen = selection.value
  if (chosen?.kind === 'group' && opened.value.has(chosen.key)) {
    foldGroup(chosen.key)
    return
  }
  const id = nodeOf(chosen)
  const node = view.value.graph.nodes.find(one => one.id === id)
  if (!node?.unit) return
  if (node.kind === 'group' && node.unit.shape !== 'rest') openGroup(node.id)
  else if (node.unit.within[0]) foldGroup(node.unit.within[0])
}
