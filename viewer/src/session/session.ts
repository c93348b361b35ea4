/**
 * The session: what the page knows (a recording that may still grow) and where it looks.
 *
 * Events go into plain data, many thousands a second. Views hang on a few signals; `view` is replaced some
 * times a second and carries everything that a view needs of one moment.
 */
import { batch, computed, signal } from '@preact/signals'
import type { TraceEvent } from '../../../src/trace/events.ts'
import { fold } from '../model/fold.ts'
import { createHistory, type History } from '../model/history.ts'
import { type Knot, knotOf, NO_KNOT } from '../model/knot.ts'
import { members } from '../model/members.ts'
import { type Moment, momentOf } from '../model/moment.ts'
import { type Picture, paint } from '../model/picture.ts'
import { createSeries, type Series } from '../model/series.ts'
import { createState, type NetworkState } from '../model/state.ts'
import { buildGraph, type Graph } from '../model/topology.ts'
import type { TraceHeader } from '../model/trace-file.ts'

/** Nodes that the graph shows before it folds. */
const NODE_LIMIT = 90
/** Least milliseconds between two looks at the topology: a network in turmoil is shown often enough. */
const TOPOLOGY_INTERVAL = 300

/** Events between two notes of the levels. */
const LEVEL = 8

/** How the page is fed. */
export type Link = 'none' | 'connecting' | 'open' | 'lost' | 'refused' | 'ended' | 'file'

export type Selection =
  | { readonly kind: 'process'; readonly id: number }
  | { readonly kind: 'channel'; readonly id: number }
  | { readonly kind: 'group'; readonly key: string }

/** Everything about the moment that is shown. */
export interface View {
  readonly state: NetworkState
  readonly head: NetworkState
  readonly first: number
  readonly knot: Knot
  readonly graph: Graph
  readonly picture: Picture
  /** What happens here, while somebody goes step by step. */
  readonly moment: Moment | undefined
  /** Milliseconds since the recording began, running on while a live network is silent. */
  readonly now: number
  /** Events a second, over the last second. */
  readonly eventRate: number
}

/** Buckets of the strip under the scrubber. */
const STRIP = 400

const noGraph = buildGraph(fold([], { limit: NODE_LIMIT }), [])
const noState = createState()

export const header = signal<TraceHeader>({})
export const link = signal<Link>('none')
/** Why the last file could not be shown, or the last request failed. */
export const trouble = signal<string | undefined>(undefined)
/** Sequence number of the moment shown; undefined follows the newest. */
export const position = signal<number | undefined>(undefined)
/** Whether the live program is held. */
export const paused = signal(false)
/** The newest event before the last step of a held program. */
export const steppedFrom = signal<number | undefined>(undefined)
/** Whether a recording is being played, and how many times faster than it happened. */
export const playing = signal(false)
export const selection = signal<Selection | undefined>(undefined)
export const opened = signal<ReadonlySet<string>>(new Set())
export const folded = signal<ReadonlySet<string>>(new Set())
export const view = signal<View>({
  state: noState,
  head: noState,
  first: 0,
  knot: NO_KNOT,
  graph: noGraph,
  picture: { nodes: new Map(), channels: new Map(), carried: new Map(), knot: new Map() },
  moment: undefined,
  now: 0,
  eventRate: 0,
})

export const isLive = computed(() => link.value === 'open' || link.value === 'lost')
export const isDeadlocked = computed(() => view.value.head.deadlock !== undefined)
/** A counterexample may have no time in it: then there is nothing to draw over time. */
export const isTimeless = computed(() => link.value === 'file' && view.value.head.time === 0)
export const isEmpty = computed(() => view.value.head.sequence < 0)

export let history: History = createHistory()
export let series: Series = createSeries()
/** Levels along the events instead of along the time: what the scrubber is drawn on. */
export let strip: Series = createSeries(STRIP, 16)

let arrivedAt = 0
const rateSamples: { at: number; events: number }[] = []
let arrived = 0

/** Forgets everything: another program, another file. */
export function reset(next: TraceHeader): void {
  history = createHistory()
  series = createSeries()
  strip = createSeries(STRIP, 16)
  arrived = 0
  rateSamples.length = 0
  topologyKey = ''
  batch(() => {
    header.value = next
    position.value = undefined
    playing.value = false
    steppedFrom.value = undefined
    selection.value = undefined
    trouble.value = undefined
    opened.value = new Set()
    folded.value = new Set()
  })
}

/** Takes in events before which others were left out: they begin with what still holds. */
export function takeAnew(events: readonly TraceEvent[]): void {
  const [first] = events
  if (!first) return
  history.beginAnew(first.sequence)
  history.append(events)
  noteLevels()
  arrived += events.length
  arrivedAt = performance.now()
}

/** Takes events in. Returns at once: the views follow with the next refresh. */
export function take(events: readonly TraceEvent[]): void {
  for (const event of events) {
    if (event.sequence <= history.head.sequence) continue
    if (event.kind === 'rendezvous' || event.kind === 'put')
      series.add(event.time, { communications: 1 })
    else if (event.kind === 'spawn') series.add(event.time, { spawned: 1 })
    else if (event.kind === 'end') series.add(event.time, { ended: 1 })
  }
  for (let at = 0; at < events.length; at += LEVEL) {
    history.append(events.slice(at, at + LEVEL))
    noteLevels()
  }
  arrived += events.length
  arrivedAt = performance.now()
}

function noteLevels(): void {
  const { counts, time, sequence } = history.head
  const live = counts.running + counts.ready + counts.blocked + counts.poisoned
  series.level(time, live, counts.blocked)
  strip.level(sequence, live, counts.blocked)
}

let topologyKey = ''
let topologyAt = -Infinity

/** Makes the view of this moment. Called by the frame loop, and after whatever the user does. */
export function refresh(): void {
  const { head } = history
  const clock = performance.now()
  const state = position.value === undefined ? head : history.stateAt(position.value)
  // A silent network's rates must sink, though no event says so; a held or ended one stands still.
  const silent =
    link.value === 'open' && !paused.value && position.value === undefined && head.sequence >= 0
  const now = silent ? state.time + (clock - arrivedAt) : state.time
  const knot = knotOf(state)
  const graph = graphOf(head, state, clock)
  view.value = {
    state,
    head,
    first: history.first,
    knot,
    graph,
    picture: paint(graph, state, knot, now),
    moment: momentOf(state, stepShown()),
    now,
    eventRate: eventRate(clock),
  }
}

/** The events of the step that is shown, if one is. */
function stepShown(): readonly TraceEvent[] {
  if (position.value !== undefined) return history.between(position.value, position.value)
  if (!paused.value || steppedFrom.value === undefined) return []
  return history.between(steppedFrom.value + 1, history.head.sequence)
}

function graphOf(head: NetworkState, state: NetworkState, clock: number): Graph {
  const current = view.value.graph
  const choice = `${[...opened.value].join()};${[...folded.value].join()}`
  const key = `${head.generation}:${head.topology}:${state === head ? '' : `${state.topology}`};${choice}`
  if (key === topologyKey) return current
  const asked = !topologyKey.endsWith(choice)
  if (!asked && clock - topologyAt < TOPOLOGY_INTERVAL) return current
  topologyKey = key
  topologyAt = clock
  const states = state === head ? [head] : [head, state]
  const preferred = new Set(knotOf(head).processes)
  if (selection.value?.kind === 'process') preferred.add(selection.value.id)
  const folding = fold(members(...states), {
    limit: NODE_LIMIT,
    opened: opened.value,
    folded: folded.value,
    preferred,
  })
  const channels = new Map(head.channels)
  if (state !== head)
    for (const [id, channel] of state.channels) if (!channels.has(id)) channels.set(id, channel)
  return buildGraph(folding, channels.values())
}

function eventRate(clock: number): number {
  rateSamples.push({ at: clock, events: arrived })
  while (rateSamples.length > 2 && clock - (rateSamples[0]?.at ?? 0) > 1000) rateSamples.shift()
  const oldest = rateSamples[0]
  if (!oldest || clock - oldest.at < 50) return 0
  return ((arrived - oldest.events) * 1000) / (clock - oldest.at)
}
