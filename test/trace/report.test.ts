import { describe, expect, test } from 'vitest'
import { colours, wantsColour } from '../../src/trace/colour.ts'
import { DeadlockError } from '../../src/trace/deadlock-error.ts'
import { networkOf } from '../../src/trace/network.ts'
import { Recorder } from '../../src/trace/recorder.ts'
import { deadlockReport } from '../../src/trace/report.ts'
import { reportToText } from '../../src/trace/report-text.ts'
import type { Snapshot } from '../../src/trace/snapshot.ts'

/** Three philosophers, each with one fork, and a guest who waits for the first to end. */
function table() {
  const clock = { time: 0 }
  const recorder = new Recorder({ now: () => clock.time })
  const fork = { kind: 'fifo', capacity: 1 }
  for (let i = 0; i < 3; i++) recorder.channel(i + 1, `fork ${i}`, fork, `table.ts:${10 + i}:1`)
  recorder.spawn(9, 'guest', undefined, 'async', 'table.ts:30:3')
  for (let i = 0; i < 3; i++) recorder.spawn(i + 1, `philosopher ${i}`, 9, 'async', 'table.ts:20:3')
  for (let i = 0; i < 3; i++) recorder.take(i + 1, i + 1, 0)
  clock.time = 40
  for (let i = 0; i < 3; i++)
    recorder.park(
      i + 1,
      'read',
      [{ channel: ((i + 1) % 3) + 1, direction: 'read' }],
      `table.ts:2${i}:9`,
    )
  recorder.park(9, 'wait', [{ process: 1 }], 'table.ts:31:5')
  clock.time = 1_540
  recorder.choice(99, 'later')
  const events = recorder.events()
  const { processes, ...network } = networkOf(events)
  return {
    snapshot: { ...network, processes: processes.filter(({ process }) => process !== 99) },
    events,
  }
}

test('the report as text', () => {
  const { snapshot, events } = table()
  expect(reportToText(deadlockReport(snapshot, { events, debugging: true }))).toBe(
    `deadlock: 4 processes blocked for ever, in a network that waits for itself

  philosopher 0 spawned at table.ts:20:3
    reads fork 1 for 1500 ms at table.ts:20:9
      fork 1 (fifo, 0 of 1 full) made at table.ts:11:1
    before that: read fork 0
  philosopher 1 spawned at table.ts:20:3
    reads fork 2 for 1500 ms at table.ts:21:9
      fork 2 (fifo, 0 of 1 full) made at table.ts:12:1
    before that: read fork 1
  philosopher 2 spawned at table.ts:20:3
    reads fork 0 for 1500 ms at table.ts:22:9
      fork 0 (fifo, 0 of 1 full) made at table.ts:10:1
    before that: read fork 2
  guest spawned at table.ts:30:3
    waits for the end of philosopher 0 for 1500 ms at table.ts:31:5

  who waits for whom:
    philosopher 0 reads fork 1 ← held by philosopher 1
    philosopher 1 reads fork 2 ← held by philosopher 2
    philosopher 2 reads fork 0 ← held by philosopher 0
`,
  )
})

test('without debugging it says how to learn more', () => {
  const { snapshot } = table()
  expect(reportToText(deadlockReport(snapshot))).toContain('`hocket run FILE --debug`')
})

test('of many processes only some are told in full', () => {
  const { snapshot } = table()
  const text = reportToText(deadlockReport(snapshot), { most: 1 })
  expect(text).toContain('and 3 more processes')
  expect(text).not.toContain('philosopher 2 spawned')
})

test('the report is plain JSON, and carries the wait-for graph as DOT', () => {
  const { snapshot, events } = table()
  const report = deadlockReport(snapshot, { events, debugging: true })
  expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  expect(report.dot).toContain('p1 -> p2 [label="reads fork 1", style=solid, color=red]')
  expect(report.dot).toContain('p9 [label="guest", color=orange]')
})

test('leftovers are kept apart from what is awaited', () => {
  const { snapshot } = table()
  const report = deadlockReport(snapshot, { leftovers: new Set([1, 2, 3]), debugging: true })
  expect(report.processes.map(({ name }) => name)).toEqual(['guest'])
  expect(report.leftovers).toHaveLength(3)
  expect(report.knots).toEqual([])
  expect(reportToText(report)).toContain('3 processes are left behind blocked, awaited by nobody')
})

test('as an error it names the knot', () => {
  const error = new DeadlockError(deadlockReport(table().snapshot))
  expect(error.name).toBe('DeadlockError')
  expect(error.message).toBe(
    `deadlock: 4 processes blocked for ever, in a network that waits for itself
  philosopher 0 reads fork 1 ← held by philosopher 1
  philosopher 1 reads fork 2 ← held by philosopher 2
  philosopher 2 reads fork 0 ← held by philosopher 0`,
  )
})

describe('colour', () => {
  test('paints and changes no letter', () => {
    const { snapshot } = table()
    const report = deadlockReport(snapshot, { debugging: true })
    const painted = reportToText(report, { palette: colours })
    expect(painted).toContain('\u001b[31m')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what colour is made of
    expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(reportToText(report))
  })

  test.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    [{ TERM: 'dumb' }, true, false],
  ])('%j on a terminal %s: %s', (environment, isTerminal, expected) => {
    expect(wantsColour(environment, isTerminal)).toBe(expected)
  })
})

/** So many processes, each with an end of a channel that it waits at: of its own, or of one for all. */
function crowd(size: number, channels: number): Snapshot {
  const numbers = Array.from({ length: size }, (_, i) => i + 1)
  return {
    time: 0,
    processes: numbers.map(process => ({
      process,
      name: `worker ${process}`,
      flavour: 'fiber',
      pending: [
        {
          operation: 'read',
          guards: [{ channel: ((process - 1) % channels) + 1, direction: 'read' }],
        },
      ],
    })),
    channels: Array.from({ length: channels }, (_, i) => ({
      channel: i + 1,
      name: `jobs ${i + 1}`,
      depth: 0,
      count: 0,
      writers: [],
      readers: channels === 1 ? numbers : [i + 1],
    })),
  }
}

test.each([
  ['each at a channel of its own', 40_000],
  ['all at one channel', 1],
])('the time of a report is that of reading it: %s', (_, channels) => {
  const report = deadlockReport(crowd(40_000, channels))
  expect(report.processes).toHaveLength(40_000)
  expect(report.processes.at(-1)!.operations[0]).toMatchObject({
    text: `reads jobs ${channels}`,
    channels: [{ name: `jobs ${channels}` }],
  })
})
