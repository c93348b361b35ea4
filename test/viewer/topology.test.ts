import { describe, expect, test } from 'vitest'
import type { TraceEvent } from '../../src/trace/events.ts'
import { fold } from '../../viewer/src/model/fold.ts'
import { createHistory } from '../../viewer/src/model/history.ts'
import { knotOf } from '../../viewer/src/model/knot.ts'
import { members } from '../../viewer/src/model/members.ts'
import { paint } from '../../viewer/src/model/picture.ts'
import { buildGraph } from '../../viewer/src/model/topology.ts'
import { farm, philosophers, script, wordfreq } from './streams.ts'

function graphOf(events: readonly TraceEvent[], folded = new Set<string>()) {
  const history = createHistory()
  history.append(events)
  const state = history.head
  const graph = buildGraph(fold(members(state), { limit: 90, folded }), state.channels.values())
  return { state, graph, picture: paint(graph, state, knotOf(state)) }
}

const name = (graph: ReturnType<typeof buildGraph>, id: string) =>
  graph.nodes.find(node => node.id === id)?.label

describe('the graph', () => {
  test('a channel with one writer and one reader is an edge, a shared one is a node', () => {
    const { graph } = graphOf(wordfreq(5))
    const whole = graph.edges.filter(edge => edge.part === 'whole')
    expect(whole.map(edge => [name(graph, edge.from), edge.label, name(graph, edge.to)])).toEqual([
      ['read lines', 'lines', 'split'],
      ['merge', 'report', 'print'],
    ])
    expect(graph.nodes.filter(node => node.kind === 'channel').map(node => node.label)).toEqual([
      'words',
      'counted',
    ])
    expect(
      graph.edges.filter(edge => edge.part === 'read' && name(graph, edge.from) === 'words'),
    ).toHaveLength(4)
  })

  test('between groups, channels are bundled and private ones stay inside', () => {
    const s = script()
    const main = s.spawn('main')
    const sink = s.spawn('sink', main)
    for (let n = 0; n < 30; n += 1) {
      const worker = s.spawn(`worker ${n}`, main)
      const helper = s.spawn(`helper ${n}`, worker)
      s.meet(worker, s.channel(`out ${n}`), sink)
      s.meet(worker, s.channel(`private ${n}`), helper)
    }
    const { graph } = graphOf(s.events)
    expect(
      graph.edges.map(edge => [name(graph, edge.from), edge.label, name(graph, edge.to)]),
    ).toEqual([['worker', '30 channels', 'sink']])
    expect(graph.nodes.find(node => node.label === 'worker')?.channels).toHaveLength(30)
  })

  test('more traffic keeps the signature, so that nothing moves', () => {
    expect(graphOf(wordfreq(5)).graph.signature).toBe(graphOf(wordfreq(50)).graph.signature)
  })

  test('one worker more in a crowd keeps the signature too', () => {
    expect(graphOf(farm(900).events).graph.signature).toBe(
      graphOf(farm(901).events).graph.signature,
    )
  })

  test('operations of nobody known come from outside', () => {
    const s = script()
    const reader = s.spawn('reader')
    s.meet(0, s.channel('input'), reader)
    const { graph } = graphOf(s.events)
    expect(graph.edges.map(edge => edge.from)).toEqual(['outside'])
  })
})

describe('the picture', () => {
  test('edges of a shared channel carry what their own process had of it', () => {
    const { graph, picture } = graphOf(wordfreq(10))
    const words = graph.edges.filter(edge => name(graph, edge.from) === 'words')
    expect(words.map(edge => picture.carried.get(edge.id))).toEqual([10, 10, 10, 10])
    const written = graph.edges.find(edge => name(graph, edge.to) === 'words')
    expect(picture.carried.get(written?.id ?? '')).toBe(40)
  })

  test('a group counts the statuses of its members and has a cell to several of them', () => {
    const { graph, picture } = graphOf(farm(10_000).events)
    const group = graph.nodes.find(node => node.kind === 'group')
    const painted = picture.nodes.get(group?.id ?? '')
    expect(painted?.counts.blocked).toBe(10_000)
    expect(painted?.status).toBe('blocked')
    expect(painted?.cells.length).toBeLessThanOrEqual(1200)
  })

  test('a deadlock ties its knot: who waits on what, and who would have to serve', () => {
    const { graph, picture } = graphOf(philosophers())
    const tied = (kind: string) =>
      graph.edges
        .filter(edge => picture.knot.get(edge.id) === kind)
        .map(edge => `${name(graph, edge.from)} → ${name(graph, edge.to)}`)
    expect(tied('waits')).toContain('Aristotle → take fork 1')
    expect(tied('waits')).toContain('put fork 1 → fork 1')
    expect(tied('waits')).toHaveLength(10)
    expect(tied('serves')).toContain('take fork 1 → fork 1')
    const knotted = graph.nodes.filter(node => (picture.nodes.get(node.id)?.knotted ?? 0) > 0)
    expect(knotted.map(node => node.label)).not.toContain('dinner')
    expect(knotted).toHaveLength(10)
  })

  test('before the verdict there is no knot', () => {
    expect(graphOf(philosophers().slice(0, -1)).picture.knot.size).toBe(0)
  })
})
