import { describe, expect, test } from 'vitest'
import {
  jsonLinesHeader,
  readJsonLines,
  toLines,
  writeJsonLines,
} from '../../src/trace/json-lines.ts'
import { toMermaid } from '../../src/trace/mermaid.ts'
import { type SpanLike, toOpenTelemetry } from '../../src/trace/open-telemetry.ts'
import { toChromeEvents } from '../../src/trace/perfetto.ts'
import { Recorder } from '../../src/trace/recorder.ts'
import { toText } from '../../src/trace/text.ts'
import { everything } from './samples.ts'

describe('JSON lines', () => {
  test('read back what was written, also in pieces', () => {
    const events = everything()
    expect(readJsonLines(writeJsonLines(events))).toEqual(events)
    const [first, rest] = [events.slice(0, 5), events.slice(5)]
    const pieces = jsonLinesHeader({ program: 'a.ts' }) + toLines(first) + toLines(rest)
    expect(readJsonLines(pieces)).toEqual(events)
  })

  test('reads a trace that comes in pieces, wherever they are cut', () => {
    const text = writeJsonLines(everything())
    for (const length of [1, 7, 100]) {
      const pieces = text.match(new RegExp(`[^]{1,${length}}`, 'g')) as string[]
      expect(readJsonLines(pieces)).toEqual(everything())
    }
  })

  test('a last line that was cut off is left out', () => {
    const events = everything()
    expect(readJsonLines(writeJsonLines(events).slice(0, -9))).toEqual(events.slice(0, -1))
  })

  test('a header alone is a trace of nothing', () => {
    expect(readJsonLines(jsonLinesHeader())).toEqual([])
  })

  test.each([
    ['', 'not a trace: the first line is not the header'],
    ['{"format":"other"}\n', 'not a trace'],
    [
      '{"format":"hocket-trace","version":99}\n',
      'the trace has version 99; this hocket reads up to 1',
    ],
    [
      '{"format":"hocket-trace","version":1}\nnonsense\n',
      'line 2 of the trace is no event: nonsense',
    ],
    ['{"format":"hocket-trace","version":1}\n{"kind":"end"}\n', 'line 2 of the trace is no event'],
  ])('%j is refused', (text, message) => {
    expect(() => readJsonLines(text)).toThrow(message)
  })
})

describe('Mermaid', () => {
  function exchange() {
    const recorder = new Recorder({ now: () => 0 })
    recorder.spawn(1, 'source')
    recorder.spawn(2, 'sink')
    recorder.channel(1, 'numbers')
    recorder.rendezvous(1, 1, 2, 1)
    recorder.rendezvous(1, 1, 2, 2)
    recorder.poison(1, 1, 'Error: broken')
    recorder.parkOne(2, 'read', 1)
    return recorder.events()
  }

  test('a rendezvous is an arrow, what is blocked at the end is noted', () => {
    expect(toMermaid(exchange())).toBe(
      `sequenceDiagram
  participant p1 as source
  participant p2 as sink
  p1->>p2: numbers
  p1->>p2: numbers
  Note over p1: poisoned numbers#58; Error#58; broken
  Note over p2: blocked#58; reads numbers
`,
    )
  })

  test('the word that closes a block is broken up', () => {
    const recorder = new Recorder({ now: () => 0 })
    recorder.spawn(1, 'the end')
    recorder.choice(1, 'End')
    expect(toMermaid(recorder.events())).toContain('participant p1 as the #101;nd\n')
    expect(toMermaid(recorder.events())).toContain('chose #69;nd\n')
  })

  test('of a long trace the last events are drawn', () => {
    expect(toMermaid(exchange(), { last: 1, pending: false })).toBe(
      `sequenceDiagram
  participant p1 as source
  Note over p1: poisoned numbers#58; Error#58; broken
`,
    )
  })
})

test('as text, an event is a line', () => {
  const recorder = new Recorder({ now: () => 0 })
  recorder.spawn(1, 'source')
  recorder.channel(1, 'numbers')
  recorder.parkOne(1, 'write', 1)
  recorder.end(1, 'failed', 'Error: broken')
  expect(toText(recorder.events())).toBe(
    [
      'source starts',
      'channel numbers is made',
      'source writes numbers',
      'source ends: Error: broken',
    ]
      .map(line => `       0.000 ms  ${line}\n`)
      .join(''),
  )
  expect(toText(recorder.events(), 1)).toBe('       0.000 ms  source ends: Error: broken\n')
})

describe('OpenTelemetry', () => {
  function tracing() {
    const log: string[] = []
    const startSpan = (
      name: string,
      { startTime }: { startTime: number },
      context?: { parent: string },
    ): SpanLike => {
      log.push(`${name} starts at ${startTime}${context ? ` in ${context.parent}` : ''}`)
      return {
        setAttribute: (key, value) => log.push(`${name}: ${key} = ${value}`),
        setStatus: ({ code, message }) => log.push(`${name}: status ${code} ${message}`),
        addEvent: event => log.push(`${name}: ${event}`),
        end: time => log.push(`${name} ends at ${time}`),
      }
    }
    return { log, tracer: { startSpan } }
  }

  test('a span for each process, none for messages, and failures are failures', () => {
    const { log, tracer } = tracing()
    const clock = { time: 0 }
    const recorder = new Recorder({ now: () => clock.time })
    const listener = toOpenTelemetry<{ parent: string }>(tracer, { origin: 1000 })
    const subscription = recorder.listen(listener, () => {})
    recorder.spawn(1, 'parent')
    recorder.rendezvous(1, 1, 1, 1)
    clock.time = 5
    recorder.deadlock([1], [1])
    recorder.end(1, 'failed', 'Error: broken')
    subscription.flush()
    // Told again, as after a gap: the process has ended, its span is not opened anew by what is still to come.
    subscription.flush()
    expect(log).toEqual([
      'parent starts at 1000',
      'parent: deadlock',
      'parent: hocket.outcome = failed',
      'parent: status 2 Error: broken',
      'parent ends at 1005',
    ])
  })

  test("a child's span is started in the context of its parent's", () => {
    const { log, tracer } = tracing()
    const recorder = new Recorder({ now: () => 0 })
    const contextOf = () => ({ parent: 'the parent' })
    const subscription = recorder.listen(
      toOpenTelemetry(tracer, { origin: 0, contextOf }),
      () => {},
    )
    recorder.spawn(1, 'parent')
    recorder.spawn(2, 'child', 1)
    subscription.flush()
    expect(log).toEqual(['parent starts at 0', 'child starts at 0 in the parent'])
  })
})

describe('the Chrome trace', () => {
  test('what lies in a life ends within it, also where begin and length are added in floating point', () => {
    let time = 0
    for (let begin = 0.001; begin < 3; begin += 0.0137) {
      const recorder = new Recorder({ now: () => time })
      time += begin
      recorder.spawn(1, 'source')
      recorder.spawn(2, 'sink')
      recorder.channel(1, 'numbers')
      for (let i = 1; i <= 3; i++) recorder.rendezvous(1, 1, 2, i)
      recorder.end(1, 'done')
      recorder.end(2, 'done')
      const slices = toChromeEvents(recorder.events()).filter(({ ph }) => ph === 'X')
      for (const thread of [2, 3]) {
        const [life, ...inner] = slices.filter(({ tid }) => tid === thread)
        expect(life!.cat).toBe('process')
        for (const { ts, dur } of inner) expect(ts + dur!).toBeLessThan(life!.ts + life!.dur!)
      }
    }
  })
})
