/**
 * A trace as a Mermaid sequence diagram: for a counterexample, or for the last of what happened.
 *
 * A rendezvous is an arrow from writer to reader. A buffered channel stands between the processes as a participant
 * of its own, since what is put there and what is taken there happen at different times.
 */

import { OUTSIDE, type TraceEvent } from './events.ts'
import { networkOf } from './network.ts'
import { describe } from './operations.ts'
import { namesOf } from './snapshot.ts'

/** How much is drawn. */
export interface MermaidOptions {
  /** How many of the last events are drawn. Default: 100; a counterexample gives its length or Infinity. */
  readonly last?: number
  /** Whether to note what is blocked when the trace ends. Default: true. */
  readonly pending?: boolean
}

const DRAWN = [
  'end',
  'rendezvous',
  'put',
  'take',
  'choice',
  'close',
  'poison',
  'timer',
  'barrier',
  'deadlock',
]

/** The last events as a sequence diagram. */
export function toMermaid(events: readonly TraceEvent[], options: MermaidOptions = {}): string {
  const network = networkOf(events)
  const names = namesOf(network)
  const drawn = events.filter(event => DRAWN.includes(event.kind)).slice(-(options.last ?? 100))
  const present = new Set<string>()
  const lines: string[] = []

  const process = (id: number) => {
    present.add(`p${id}`)
    return `p${id}`
  }
  const buffer = (id: number) => {
    present.add(`c${id}`)
    return `c${id}`
  }
  const note = (id: number, text: string) => lines.push(`Note over ${process(id)}: ${encode(text)}`)
  const arrow = (from: string, style: string, to: string, text: string) =>
    lines.push(`${from}${style}${to}: ${encode(text)}`)

  for (const event of drawn) {
    switch (event.kind) {
      case 'rendezvous':
        arrow(process(event.writer), '->>', process(event.reader), names.channel(event.channel))
        break
      case 'put':
        arrow(process(event.writer), '-)', buffer(event.channel), `put, depth ${event.depth}`)
        break
      case 'take':
        arrow(buffer(event.channel), '->>', process(event.reader), `take, depth ${event.depth}`)
        break
      case 'choice':
        note(event.process, `chose ${event.key}`)
        break
      case 'timer':
        note(event.process, `timer of ${event.delay} ms`)
        break
      case 'close':
        note(event.process, `closed ${names.channel(event.channel)}`)
        break
      case 'poison': {
        const cause = event.cause === undefined ? '' : `: ${event.cause}`
        note(event.process, `poisoned ${names.channel(event.channel)}${cause}`)
        break
      }
      case 'barrier':
        for (const id of event.processes) note(id, event.barrier)
        break
      case 'end':
        if (event.outcome === 'failed') note(event.process, `failed: ${event.error ?? 'unknown'}`)
        else note(event.process, event.outcome)
        break
      case 'deadlock':
        for (const id of event.knot) note(id, 'deadlocked')
        break
    }
  }
  if (options.pending ?? true) {
    for (const { process: id, pending } of network.processes) {
      for (const operation of pending) note(id, `blocked: ${describe(operation, names)}`)
    }
  }

  const participants = [
    // In the order of their numbers, which is the order in which they came to be.
    ...network.processes
      .map(state => state.process)
      .filter(id => present.has(`p${id}`))
      .sort((x, y) => x - y)
      .map(id => `participant p${id} as ${encode(id === OUTSIDE ? 'outside' : names.process(id))}`),
    ...network.channels
      .filter(({ channel }) => present.has(`c${channel}`))
      .map(({ channel, name }) => `participant c${channel} as ${encode(`buffer ${name}`)}`),
  ]
  return `${['sequenceDiagram', ...participants, ...lines].join('\n  ')}\n`
}

/**
 * Text that Mermaid takes for nothing else: whatever is neither letter, digit nor harmless becomes an entity code.
 * The word `end` closes a block wherever it stands, so it is broken up as well.
 */
function encode(text: string): string {
  const plain = text.trim() === '' ? '(unnamed)' : text
  return plain
    .replace(/[^\p{L}\p{N} .,_/-]/gu, character => `#${character.codePointAt(0)};`)
    .replace(/\bend\b/gi, word => `#${word.charCodeAt(0)};${word.slice(1)}`)
}
