import { describe, expect, test } from 'vitest'
import { callChannel, channel, parallel, sleep } from '../../src/index.ts'
import { record } from '../../src/trace/record.ts'
import { describeActivity, describeUse, duration, number } from '../../viewer/src/model/describe.ts'
import { createHistory } from '../../viewer/src/model/history.ts'
import { baseName, parseSite } from '../../viewer/src/model/names.ts'
import { count, rateAt } from '../../viewer/src/model/rate.ts'
import { apply } from '../../viewer/src/model/reduce.ts'
import { search } from '../../viewer/src/model/search.ts'
import { sequenceChart } from '../../viewer/src/model/sequence.ts'
import { createSeries } from '../../viewer/src/model/series.ts'
import { createState } from '../../viewer/src/model/state.ts'
import { createTokens } from '../../viewer/src/model/tokens.ts'
import { parseTraceFile } from '../../viewer/src/model/trace-file.ts'
import { asFile, script, wordfreq } from './streams.ts'

describe('names', () => {
  test.each([
    ['worker 12', 'worker'],
    ['worker#12', 'worker'],
    ['worker[12]', 'worker'],
    ['worker-12', 'worker'],
    ['worker', 'worker'],
    ['12', '12'],
  ])('%s is a %s', (name, base) => expect(baseName(name)).toBe(base))

  test('sites are read in the forms that runtimes write', () => {
    expect(parseSite('file:///app/my%20code/main.ts:12:5')).toMatchObject({
      file: '/app/my code/main.ts',
      line: 12,
      column: 5,
      short: 'main.ts:12',
      link: 'vscode://file/app/my%20code/main.ts:12:5',
    })
    expect(parseSite('/app/main.ts:12')).toMatchObject({ line: 12, column: undefined })
    expect(parseSite('C:\\app\\main.ts:7:1')).toMatchObject({ line: 7, short: 'main.ts:7' })
    expect(parseSite('main.ts:3:1').link).toBeUndefined()
  })
})

describe('what a process does, in words', () => {
  test('the caller whose call was accepted awaits the answer, and reads nothing', async () => {
    using recording = record()
    const prices = callChannel<string, number>('prices')
    const asked = channel<void>('asked')
    const told = parallel(
      async function customer() {
        await prices.call('soup')
      },
      async function cook() {
        await prices.accept(async () => {
          await asked.reader.read()
          return 3
        })
      },
    )
    await sleep(1)
    const state = createState()
    for (const event of recording.events()) apply(state, event)
    const customer = [...state.processes.values()].find(({ name }) => name === 'customer')!
    expect(describeActivity(state, customer)).toBe('awaits an answer on prices')
    expect(customer.pending[0]!.guards.map(describeUse)).toEqual(['awaits an answer on'])
    await asked.writer.write()
    await told
  })
})

describe('rates', () => {
  test('settle at the true rate and sink when nothing comes', () => {
    const average = { rate: 0, rateTime: 0 }
    for (let time = 0; time < 10_000; time += 10) count(average, time)
    expect(rateAt(average, 10_000)).toBeGreaterThan(95)
    expect(rateAt(average, 10_000)).toBeLessThan(105)
    expect(rateAt(average, 20_000)).toBeLessThan(0.01)
  })
})

describe('series', () => {
  test('keep their sums while their buckets merge', () => {
    const series = createSeries(10, 100)
    for (let time = 0; time < 100_000; time += 50) series.add(time, { communications: 1 })
    expect(series.buckets.length).toBeLessThanOrEqual(10)
    expect(series.buckets.reduce((sum, bucket) => sum + (bucket?.communications ?? 0), 0)).toBe(
      2000,
    )
  })

  test('levels last until they change', () => {
    const series = createSeries(10, 100)
    series.level(0, 5, 2)
    series.level(950, 7, 1)
    expect(series.columns()[2]).toEqual([5, 5, 5, 5, 5, 5, 5, 5, 5, 7])
  })
})

describe('tokens', () => {
  test('each communication of a slow edge is one, a fast edge flows evenly', () => {
    const tokens = createTokens({ duration: 700, spacing: 100 })
    tokens.carry('slow', 1, 0)
    tokens.carry('slow', 1, 300)
    expect(tokens.underway('slow', 310)).toHaveLength(2)
    for (let now = 0; now < 2000; now += 20) tokens.carry('fast', 500, now)
    expect(tokens.underway('fast', 2000).length).toBeLessThanOrEqual(9)
    expect(tokens.underway('slow', 2000)).toHaveLength(0)
    expect([...tokens.edges()]).toEqual(['fast'])
  })
})

describe('the sequence chart', () => {
  test('lanes, bars and arrows of one rendezvous', () => {
    const s = script()
    const [writer, reader] = [s.spawn('writer'), s.spawn('reader')]
    const channel = s.channel('numbers')
    s.meet(writer, channel, reader, 'reader')
    s.end(reader)
    const chart = sequenceChart(s.events, { from: 0, to: 6, lanes: 5 })
    expect(chart.lanes).toEqual([
      { process: writer, bars: [{ from: 0, to: 6, status: 'running' }] },
      {
        process: reader,
        bars: [
          { from: 1, to: 3, status: 'running' },
          { from: 3, to: 5, status: 'blocked' },
          { from: 5, to: 6, status: 'running' },
        ],
      },
    ])
    expect(chart.arrows).toEqual([{ at: 4, channel, from: 0, to: 1 }])
    expect(chart.marks.map(mark => mark.kind)).toEqual(['spawn', 'spawn', 'end'])
  })

  test('who resumes in the middle was blocked before', () => {
    const chart = sequenceChart([{ sequence: 8, time: 0, kind: 'resume', process: 4 }], {
      from: 5,
      to: 10,
      lanes: 5,
    })
    expect(chart.lanes[0]?.bars.map(bar => bar.status)).toEqual(['blocked', 'running'])
  })

  test('the selected and those shown before keep their lanes when there are too few', () => {
    const events = wordfreq(6).slice(-120)
    const options = { from: 0, to: 1000, lanes: 3 }
    const chart = sequenceChart(events, { ...options, selected: 9, previous: [4] })
    const shown = chart.lanes.map(lane => lane.process)
    expect(shown).toContain(9)
    expect(shown).toContain(4)
    expect(shown).toHaveLength(3)
    expect(chart.hidden).toBeGreaterThan(0)
  })
})

describe('trace files', () => {
  const events = wordfreq(2)

  test('a header and its events', () => {
    const file = parseTraceFile(asFile(events, { program: 'wordfreq.ts' }))
    expect(file.header).toMatchObject({ program: 'wordfreq.ts' })
    expect(file.events).toEqual(events)
  })

  test('a last line that was cut off is left out', () => {
    expect(parseTraceFile(asFile(events).slice(0, -9)).events).toHaveLength(events.length - 1)
  })

  test('what is no trace is refused with the reason', () => {
    expect(() => parseTraceFile('hello')).toThrow('line 1 is not JSON')
    expect(() => parseTraceFile('{"a":1}\n')).toThrow('not a trace')
    expect(() => parseTraceFile(`${asFile(events)}[]\n`)).toThrow(
      `line ${events.length + 2} is not an event`,
    )
  })
})

test('search finds exact names first, then beginnings, then parts', () => {
  const history = createHistory()
  const s = script()
  for (const name of ['recount', 'count 1', 'count', 'other']) s.spawn(name)
  s.channel('counted')
  history.append(s.events)
  expect(search(history.head, 'COUNT').map(found => found.name)).toEqual([
    'count',
    'count 1',
    'counted',
    'recount',
  ])
  expect(search(history.head, ' ')).toEqual([])
})

test('numbers and durations are short', () => {
  expect([0, 0.44, 7, 999, 1234, 12_345, 999_999, 2_100_000, Infinity].map(number)).toEqual([
    '0',
    '0.4',
    '7',
    '999',
    '1.2k',
    '12k',
    '1M',
    '2.1M',
    '∞',
  ])
  expect([0.05, 12, 1500, 65_000].map(duration)).toEqual(['50 µs', '12 ms', '1.5 s', '1 min 5 s'])
})
