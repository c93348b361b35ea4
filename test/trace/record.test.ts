import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, expect, test } from 'vitest'
import { ports } from '../../src/core/ports.ts'
import { read, select as selectInFiber, sync as syncFiber, write } from '../../src/fiber/index.ts'
import {
  barrier,
  type Channel,
  channel,
  defineProcess,
  fifo,
  parallel,
  run,
  select,
  sleep,
  spawn,
} from '../../src/index.ts'
import type { TraceEvent } from '../../src/trace/events.ts'
import { DIAGNOSTICS, type Recording, record } from '../../src/trace/record.ts'
import type { Batch } from '../../src/trace/stream.ts'

let recording: Recording | undefined
afterEach(() => recording?.stop())

/** Events as short sentences, without times. */
function told(events: readonly TraceEvent[]): string[] {
  const names = new Map<number, string>([[0, 'outside']])
  const channels = new Map<number, string>()
  return events.map(event => {
    switch (event.kind) {
      case 'spawn':
        names.set(event.process, event.name)
        return `${names.get(event.parent ?? 0)} spawns ${event.name} (${event.flavour})`
      case 'channel':
        channels.set(event.channel, event.name)
        return `channel ${event.name}`
      case 'park': {
        const guards = event.guards.map(
          guard => channels.get(guard.channel ?? -1) ?? guard.key ?? '?',
        )
        return `${names.get(event.process)} parks: ${event.operation} ${guards.join(' ')}`.trim()
      }
      case 'rendezvous':
        return `${names.get(event.writer)} to ${names.get(event.reader)} on ${channels.get(event.channel)} (${event.count})`
      case 'put':
        return `${names.get(event.writer)} puts, depth ${event.depth}`
      case 'take':
        return `${names.get(event.reader)} takes, depth ${event.depth}`
      case 'choice':
        return `${names.get(event.process)} chose ${event.key}`
      case 'end':
        return `${names.get(event.process)} ends: ${event.outcome}`
      case 'close':
        return `${names.get(event.process)} closes ${channels.get(event.channel)} by its ${event.by} end`
      case 'poison':
        return `${names.get(event.process)} poisons ${channels.get(event.channel)}: ${event.cause}`
      case 'resume':
        return `${names.get(event.process)} resumes`
      case 'timer':
        return `timer of ${names.get(event.process)}`
      default:
        return event.kind
    }
  })
}

test('two asynchronous processes keep their names through every await', async () => {
  recording = record()
  const c = channel<number>('numbers')
  await parallel(
    async function writer() {
      await c.writer.write(1)
      await Promise.resolve()
      await c.writer.write(2)
    },
    async function reader() {
      await c.reader.read()
      await new Promise(resolve => setImmediate(resolve))
      await c.reader.read()
    },
  )
  // Which of the two ends first is the engine's affair.
  expect(told(recording.events().filter(event => event.kind !== 'end'))).toEqual([
    'channel numbers',
    'outside spawns writer (async)',
    'writer parks: write numbers',
    'outside spawns reader (async)',
    'writer to reader on numbers (1)',
    'writer resumes',
    'writer parks: write numbers',
    'writer to reader on numbers (2)',
    'writer resumes',
  ])
})

test('fibers say who they are, also where one flavour meets the other', async () => {
  recording = record()
  const c = channel<number>('numbers')
  await parallel(
    function* writer() {
      yield* write(c.writer, 1)
    },
    async function reader() {
      await c.reader.read()
    },
  )
  const lines = told(recording.events())
  expect(lines).toContain('outside spawns writer (fiber)')
  expect(lines).toContain('outside spawns reader (async)')
  expect(lines).toContain('writer to reader on numbers (1)')
})

test('processes are spawned by the process that spawned them', async () => {
  recording = record()
  await run(async function parent() {
    await parallel(async function child() {
      await Promise.resolve()
      await run(async function grandchild() {})
    })
  })
  const lines = told(recording.events())
  expect(lines).toContain('outside spawns parent (async)')
  expect(lines).toContain('parent spawns child (async)')
  expect(lines).toContain('child spawns grandchild (async)')
})

test('buffers tell their depth, endings who ended them, failures their error', async () => {
  recording = record()
  const c = channel<number>({ name: 'log', buffer: fifo(2) })
  const d = channel<number>('d')
  const failing = spawn(async function worker() {
    await c.writer.write(1)
    await c.reader.read()
    c.close()
    d.poison(new Error('broken'))
    throw new Error('failed')
  })
  await expect(failing.done).rejects.toThrow('failed')
  const lines = told(recording.events())
  expect(lines).toContain('worker puts, depth 1')
  expect(lines).toContain('worker takes, depth 0')
  expect(lines).toContain('worker closes log by its write end')
  expect(lines).toContain('worker poisons d: Error: broken')
  expect(lines).toContain('worker ends: failed')
})

test('a selection tells all it waits for, and what it chose, in both flavours', async () => {
  recording = record()
  const [a, b] = [channel<number>('a'), channel<number>('b')]
  await parallel(
    async function chooser() {
      await select({ first: a.reader, second: b.reader })
    },
    async function writer() {
      await b.writer.write(1)
    },
  )
  await parallel(
    function* fiberChooser() {
      yield* selectInFiber({ first: a.reader, second: b.reader })
    },
    function* fiberWriter() {
      yield* write(b.writer, 1)
    },
  )
  const lines = told(recording.events())
  for (const name of ['chooser', 'fiberChooser']) {
    expect(lines).toContain(`${name} parks: select a b`)
    expect(lines).toContain(`${name} chose second`)
    expect(lines).toContain(`${name} resumes`)
  }
})

/** Time passes only while a timer runs, however long the machine takes for what lies between. */
async function withoutDelays(body: () => Promise<unknown>): Promise<void> {
  const { clock } = ports
  let now = clock.now()
  ports.clock = {
    ...clock,
    now: () => now,
    setTimer: (delay, ring) =>
      clock.setTimer(delay, () => {
        now += delay
        ring()
      }),
  }
  try {
    await body()
  } finally {
    ports.clock = clock
  }
}

test('a sleeper is parked in its timer', async () => {
  await withoutDelays(async () => {
    recording = record()
    await run(async function sleeper() {
      await sleep(5)
    })
  })
  const events = recording?.events() ?? []
  expect(told(events)).toContain('timer of sleeper')
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'park', operation: 'timer', guards: [{ delay: 5 }] }),
  )
})

test('an operation that was withdrawn resumes its process', async () => {
  recording = record()
  const controller = new AbortController()
  const c = channel<number>('numbers')
  const reading = run(async function reader() {
    await c.reader.read({ signal: controller.signal })
  })
  await Promise.resolve()
  await Promise.resolve()
  controller.abort(new Error('enough'))
  await expect(reading).rejects.toThrow('enough')
  expect(told(recording.events())).toContain('reader resumes')
})

test('a defined process is known by the ends that it was given', async () => {
  recording = record()
  const c = channel<number>('numbers')
  const give = defineProcess(async (_ends: { out: Channel<number>['writer'] }) => {}, 'give')
  await run(give({ out: c.writer }))
  expect(recording.events()).toContainEqual(
    expect.objectContaining({ kind: 'spawn', ends: [{ channel: 1, direction: 'write' }] }),
  )
})

test('who was there before the recording is told of when it next does something', async () => {
  const c = channel<number>('early')
  const running = parallel(
    function* early() {
      yield* read(c.reader)
      yield* read(c.reader)
    },
    async () => {
      await new Promise(resolve => setImmediate(resolve))
      recording = record()
      await c.writer.write(1)
      await c.writer.write(2)
    },
  )
  await running
  const lines = told(recording!.events())
  expect(lines).toContain('channel early')
  expect(lines).toContain('outside to early on early (1)')
})

test('only one recording at a time; after it stopped nothing is recorded', async () => {
  recording = record()
  expect(() => record()).toThrow('observed already')
  recording.stop()
  await run(async () => {})
  expect(recording.events()).toEqual([])
  using again = record()
  expect(again.events()).toEqual([])
})

test('batches are published for subscribers of node:diagnostics_channel', async () => {
  const published: Batch[] = []
  const listener = (batch: unknown) => void published.push(batch as Batch)
  subscribe(DIAGNOSTICS, listener)
  recording = record()
  await run(async function worker() {})
  await new Promise(resolve => setTimeout(resolve, 80))
  unsubscribe(DIAGNOSTICS, listener)
  expect(told(published.flatMap(({ events }) => events))).toContain('outside spawns worker (async)')
})

test('inspect says who waits for what since when', async () => {
  recording = record()
  const c = channel<number>('numbers')
  const waiting = run(async function reader() {
    await c.reader.read()
  })
  await new Promise(resolve => setImmediate(resolve))
  const { processes, time, resources } = recording.inspect()
  const reader = processes.find(process => process.name === 'reader')
  expect(reader?.pending).toMatchObject([{ operation: 'read', guards: [{ direction: 'read' }] }])
  expect(reader!.pending[0]!.since).toBeLessThanOrEqual(time)
  expect(Array.isArray(resources)).toBe(true)
  c.close()
  await waiting
})

test('a barrier tells who has met at it, and not who resigned', async () => {
  recording = record()
  const turn = barrier(2, 'turn')
  await parallel(
    async function first() {
      await turn.sync()
    },
    function* second() {
      yield* syncFiber(turn)
    },
  )
  turn.enrol()
  await parallel(
    async function third() {
      await turn.sync()
    },
    async function fourth() {
      await turn.sync()
    },
    async function fifth() {
      turn.resign()
    },
  )
  const events = recording.events()
  const names = new Map(events.flatMap(e => (e.kind === 'spawn' ? [[e.process, e.name]] : [])))
  const met = events.flatMap(e =>
    e.kind === 'barrier' ? [[e.barrier, e.processes.map(id => names.get(id)).sort()]] : [],
  )
  expect(met).toEqual([
    ['barrier turn', ['first', 'second']],
    ['barrier turn', ['fourth', 'third']],
  ])
})
