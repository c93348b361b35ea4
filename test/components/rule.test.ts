/**
 * The one rule of components (src/components/component.ts), checked for each of them: a component that ends lets
 * go of every end that it was given.
 */
import { describe, expect, test } from 'vitest'
import * as components from '../../src/components/index.ts'
import {
  channel,
  PoisonError,
  type ProcessBody,
  type Reader,
  run,
  spawn,
  type Writer,
} from '../../src/index.ts'
import { type Bubble, bubble } from '../../src/testing/index.ts'
import { sink } from './harness.ts'

const c = components
type Readers = Reader<number>[]
type Writers = Writer<number>[]

interface Subject {
  readonly inputs: number
  readonly outputs: number
  make(inputs: Readers, outputs: Writers): ProcessBody<unknown>
}

/** Every component that is given ends, with how many it gets here. */
const subjects: Record<string, Subject> = {
  batch: stage((i, o) => c.batch(i, o as never, { size: 2 })),
  blackHole: { inputs: 1, outputs: 0, make: ([i]) => c.blackHole(i!) },
  broadcast: { inputs: 1, outputs: 3, make: ([i], o) => c.broadcast(i!, o) },
  closeAfter: stage((i, o) => c.closeAfter(i, o, 3)),
  crossbar: { inputs: 2, outputs: 2, make: (i, o) => c.crossbar(i, o, (_, from) => from) },
  delta: { inputs: 1, outputs: 3, make: ([i], o) => c.delta(i!, o) },
  fairMux: { inputs: 3, outputs: 1, make: (i, [o]) => c.fairMux(i, o!) },
  farm: stage((i, o) => c.farm(i, o, async n => n, { workers: 3 })),
  filter: stage((i, o) => c.filter(i, o, () => true)),
  generator: { inputs: 0, outputs: 1, make: (_, [o]) => c.generator(o!, forever()) },
  identity: stage(c.identity),
  integrate: stage(c.integrate),
  map: stage((i, o) => c.map(i, o, n => n)),
  merge: { inputs: 3, outputs: 1, make: (i, [o]) => c.merge(i, o!) },
  mux: { inputs: 3, outputs: 1, make: (i, [o]) => c.mux(i, o!) },
  numbers: { inputs: 0, outputs: 1, make: (_, [o]) => c.numbers(o!) },
  orderedFarm: stage((i, o) => c.orderedFarm(i, o, async n => n, { workers: 3 })),
  pairs: stage(c.pairs),
  pipeline: stage((i, o) => c.pipeline(i, o, c.identity, c.identity, c.successor)),
  plus: { inputs: 2, outputs: 1, make: ([a, b], [o]) => c.plus(a!, b!, o!) },
  poisonAfter: stage((i, o) => c.poisonAfter(i, o, 1_000)),
  prefix: stage((i, o) => c.prefix(i, o, 0)),
  printer: { inputs: 1, outputs: 0, make: ([i]) => c.printer(i!, () => {}) },
  publish: { inputs: 1, outputs: 0, make: ([i]) => c.publish(i!, new c.Topics(), n => n) },
  rateLimit: stage((i, o) => c.rateLimit(i, o, { count: 1, per: 10 })),
  scan: stage((i, o) => c.scan(i, o, (a, b) => a + b, 0)),
  sequentialDelta: { inputs: 1, outputs: 3, make: ([i], o) => c.sequentialDelta(i!, o) },
  successor: stage(c.successor),
  tail: stage(c.tail),
  tee: { inputs: 1, outputs: 2, make: ([i], [o, side]) => c.tee(i!, o!, side!) },
  window: stage((i, o) => c.window(i, o as never, { size: 2 })),
  zip: { inputs: 3, outputs: 1, make: (i, [o]) => c.zip(i, o as never) },
}

function stage(make: (input: Reader<number>, output: Writer<number>) => ProcessBody<unknown>) {
  return { inputs: 1, outputs: 1, make: ([i]: Readers, [o]: Writers) => make(i!, o!) }
}

function* forever() {
  for (;;) yield 1
}

/** A component with channels at all its ends, not started yet. */
function connect({ inputs, outputs, make }: Subject) {
  const from = Array.from({ length: inputs }, (_, at) => channel<number>(`input ${at}`))
  const to = Array.from({ length: outputs }, (_, at) => channel<number>(`output ${at}`))
  const body = make(
    from.map(({ reader }) => reader),
    to.map(({ writer }) => writer),
  )
  return {
    body,
    writers: from.map(({ writer }) => writer),
    readers: to.map(({ reader }) => reader),
  }
}

/** The same, running. */
function start(subject: Subject) {
  const { body, writers, readers } = connect(subject)
  const done = run(body)
  done.catch(() => {})
  return { writers, readers, done }
}

/** Writes until the channel says that it has ended, and gives how. */
async function told(writer: Writer<number>): Promise<Error> {
  try {
    for (;;) await writer.write(1)
  } catch (error) {
    return error as Error
  }
}

/** Reads until the channel says that it has ended, and gives how. */
async function ending(reader: Reader<number>): Promise<Error> {
  try {
    for (;;) await reader.read()
  } catch (error) {
    return error as Error
  }
}

function expectPoison(errors: readonly Error[], cause: Error): void {
  for (const error of errors) {
    expect(error).toBeInstanceOf(PoisonError)
    expect(error.cause).toBe(cause)
  }
}

/** Holds every component that has such ends to a rule, each in a test of its own. */
function rule(
  text: string,
  has: (subject: Subject) => boolean,
  body: (subject: Subject, b: Bubble) => Promise<void>,
): void {
  const having = Object.entries(subjects).filter(([, subject]) => has(subject))
  describe(text, () => {
    test.each(having)('%s', (_, subject) => bubble(b => body(subject, b)))
  })
}

test('every component has its place in these tests, or needs no ends', () => {
  const withoutEnds = ['SlowSubscriberError', 'Topics', 'component', 'tokenRing']
  expect(Object.keys(components).toSorted()).toEqual(
    [...Object.keys(subjects), ...withoutEnds].toSorted(),
  )
})

rule(
  'when its inputs end, a component closes its outputs and is done',
  ({ inputs }) => inputs > 0,
  async (subject, b) => {
    const { writers, readers, done } = start(subject)
    for (const writer of writers) writer.close()
    const endings = await b.run(() => Promise.all(readers.map(ending)))
    for (const error of endings) expect(error).toMatchObject({ name: 'ClosedError', by: 'writer' })
    await expect(done).resolves.toBeUndefined()
  },
)

rule(
  'when its outputs are closed by their readers, a component closes its inputs and is done',
  ({ outputs }) => outputs > 0,
  async (subject, b) => {
    const { writers, readers, done } = start(subject)
    for (const reader of readers) reader.close()
    const errors = await b.run(() => Promise.all(writers.map(told)))
    for (const error of errors) expect(error).toMatchObject({ name: 'ClosedError', by: 'reader' })
    await expect(done).resolves.toBeUndefined()
  },
)

rule(
  'a failure that comes by an input reaches every other end with its cause',
  ({ inputs }) => inputs > 0,
  async (subject, b) => {
    const { writers, readers, done } = start(subject)
    const boom = new Error('boom')
    const [first, ...others] = writers
    first!.poison(boom)
    const errors = await b.run(() => Promise.all([...others.map(told), ...readers.map(ending)]))
    expectPoison(errors, boom)
    await expect(done).rejects.toBe(boom)
  },
)

rule(
  'a failure that comes by an output reaches every other end with its cause',
  ({ outputs }) => outputs > 0,
  async (subject, b) => {
    const { writers, readers, done } = start(subject)
    const boom = new Error('boom')
    const [first, ...others] = readers
    first!.poison(boom)
    const errors = await b.run(() => Promise.all([...writers.map(told), ...others.map(ending)]))
    expectPoison(errors, boom)
    await expect(done).rejects.toBe(boom)
  },
)

rule(
  'a component retires what is a lease, and the channel goes on for the others',
  ({ inputs, outputs }) => inputs > 0 && outputs > 0,
  async (subject, b) => {
    const others: Writer<number>[] = []
    const { writers, readers, done } = start({
      ...subject,
      make: (inputs, outputs) => {
        others.push(...outputs.map(writer => writer.lease()))
        return subject.make(
          inputs,
          outputs.map(writer => writer.lease()),
        )
      },
    })
    for (const writer of writers) writer.close()
    const values = readers.map(reader => {
      const read: number[] = []
      spawn(sink(reader, read))
      return read
    })
    await b.run(() => done)
    for (const writer of others) {
      await writer.write(7)
      writer.retire()
    }
    await b.run()
    for (const read of values) expect(read.at(-1)).toBe(7)
  },
)

rule(
  'a component that is aborted poisons its ends with the reason',
  () => true,
  async (subject, b) => {
    const { body, writers, readers } = connect(subject)
    const process = spawn(body)
    await b.settled()
    const reason = new Error('enough')
    process.abort(reason)
    const errors = await b.run(() => Promise.all([...writers.map(told), ...readers.map(ending)]))
    expectPoison(errors, reason)
  },
)
