/**
 * Networks and wait-for graphs as Graphviz DOT.
 */

import { describeGuard } from './operations.ts'
import { namesOf, type Snapshot } from './snapshot.ts'
import type { Stuck, Wait } from './wait-graph.ts'

/** The network: processes as boxes, channels as ellipses, arrows as values flow. */
export function networkToDot(snapshot: Snapshot): string {
  const lines: string[] = []
  for (const { process, name, pending, outcome } of snapshot.processes) {
    if (process === 0 && !isUsed(snapshot, 0)) continue
    const style = outcome !== undefined ? 'dashed' : pending.length > 0 ? 'filled' : 'solid'
    lines.push(`p${process} [shape=box, style=${style}, label=${quote(name)}]`)
  }
  for (const { channel, name, buffer, depth, ended, writers, readers } of snapshot.channels) {
    const room = buffer ? `\n${buffer.kind} ${depth}/${buffer.capacity}` : ''
    const style = ended === undefined ? 'solid' : 'dashed'
    const label = quote(`${name}${room}${ended === undefined ? '' : `\n${ended}`}`)
    lines.push(`c${channel} [shape=ellipse, style=${style}, label=${label}]`)
    for (const writer of writers) lines.push(`p${writer} -> c${channel}`)
    for (const reader of readers) lines.push(`c${channel} -> p${reader}`)
  }
  return digraph('network', lines)
}

function isUsed({ channels }: Snapshot, process: number): boolean {
  return channels.some(c => c.writers.includes(process) || c.readers.includes(process))
}

/** Who waits for whom: dashed arrows are alternatives, the knots are red. */
export function waitGraphToDot(
  snapshot: Snapshot,
  waits: readonly Wait[],
  { stuck, knots }: Stuck,
): string {
  const names = namesOf(snapshot)
  const knotted = new Map(knots.flatMap((knot, i) => knot.map(process => [process, i] as const)))
  const isStuck = new Set(stuck)
  const nodes = new Map<number, string>()
  const edges: string[] = []
  const node = (process: number) => {
    const colour = knotted.has(process) ? 'red' : isStuck.has(process) ? 'orange' : 'black'
    nodes.set(process, `p${process} [label=${quote(names.process(process))}, color=${colour}]`)
    return `p${process}`
  }
  for (const { process, all, guards } of waits) {
    const from = node(process)
    const style = all || guards.length === 1 ? 'solid' : 'dashed'
    guards.forEach(({ guard, servers }, i) => {
      const label = `label=${quote(describeGuard(guard, names))}, style=${style}`
      if (servers === undefined || servers.length === 0) {
        // Nobody that is known could answer: the arrow ends in a point of its own.
        const end = `${from}g${i}`
        edges.push(`${end} [shape=point]`, `${from} -> ${end} [${label}]`)
      }
      for (const server of servers ?? []) {
        const mine = knotted.get(process)
        const red = mine !== undefined && mine === knotted.get(server) ? ', color=red' : ''
        edges.push(`${from} -> ${node(server)} [${label}${red}]`)
      }
    })
  }
  return digraph('waits', ['node [shape=box]', ...nodes.values(), ...edges])
}

function digraph(name: string, lines: readonly string[]): string {
  return `digraph ${name} {\n  rankdir=LR\n${lines.map(line => `  ${line}\n`).join('')}}\n`
}

/** A quoted DOT string; `\n` in it breaks the line. Graphviz reads HTML entities even there. */
function quote(text: string): string {
  const escaped = text
    .replace(/&/g, '&amp;')
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\r?\n/g, '\\n')
  return `"${escaped.replace(/\0/g, '')}"`
}
