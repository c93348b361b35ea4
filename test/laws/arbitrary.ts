/**
 * Random networks. A profile says what a law needs to be under strain: the weights of the operations, and the
 * kinds of channels.
 */
import fc from 'fast-check'
import type {
  CaseSpec,
  ChannelSpec,
  Mischief,
  NetworkSpec,
  ProcessSpec,
  SignalSpec,
  Step,
} from './network.ts'

export interface Profile {
  readonly kinds: readonly ChannelSpec['kind'][]
  readonly weights: Readonly<Partial<Record<Step['op'], number>>>
}

const everyKind: Profile['kinds'] = ['rendezvous', 'fifo', 'sliding', 'dropping', 'unbounded']
const everyWeight = {
  read: 10,
  write: 12,
  select: 12,
  tryRead: 3,
  tryWrite: 3,
  extended: 3,
  iterate: 3,
  sleep: 2,
  pause: 3,
  abort: 1,
  cancel: 1,
  close: 1,
  stopReading: 1,
  poison: 1,
  lease: 2,
  retire: 2,
} as const

/** Every operation on every kind of channel. */
export const everything: Profile = { kinds: everyKind, weights: everyWeight }

/** Unbuffered channels that selections want to read and to write at once. */
export const rendezvous: Profile = {
  kinds: ['rendezvous'],
  weights: { ...everyWeight, select: 30, lease: 1, retire: 1, sleep: 1 },
}

/** Withdrawal in all its forms. */
export const withdrawal: Profile = {
  kinds: everyKind,
  weights: { ...everyWeight, select: 20, abort: 5, cancel: 4, retire: 5, lease: 5, extended: 6 },
}

/** Values under pressure: bounded buffers that overflow, channels that end with values inside. */
export const pressure: Profile = {
  kinds: ['fifo', 'sliding', 'dropping', 'unbounded', 'rendezvous'],
  weights: { ...everyWeight, write: 20, tryWrite: 6, stopReading: 2, close: 3 },
}

/** Endings of every kind. */
export const endings: Profile = {
  kinds: everyKind,
  weights: { ...everyWeight, close: 6, stopReading: 3, poison: 4, lease: 6, retire: 6 },
}

/** Many operations of few processes under way on few channels, and nothing that ends them. */
export const traffic: Profile = {
  kinds: ['rendezvous', 'fifo', 'unbounded'],
  weights: {
    read: 20,
    write: 24,
    select: 12,
    tryRead: 4,
    tryWrite: 4,
    iterate: 5,
    extended: 4,
    pause: 4,
  },
}

/** Callbacks of the user wherever the engine calls one. */
export const callbacks: Profile = {
  kinds: ['sliding', 'dropping', 'rendezvous', 'fifo'],
  weights: { ...everyWeight, select: 30, write: 20, extended: 6, poison: 2, stopReading: 2 },
}

const channelNumber = fc.nat(2)
const milliseconds = fc.constantFrom(0, 1, 2, 5)
const sometimes = (ofTen: number): fc.Arbitrary<boolean> => fc.nat(9).map(n => n >= 10 - ofTen)
const signal: fc.Arbitrary<SignalSpec> = fc.oneof(
  { arbitrary: fc.constant(null), weight: 6 },
  { arbitrary: fc.nat(2), weight: 3 },
  { arbitrary: fc.constant('own' as const), weight: 1 },
)
const mischief: fc.Arbitrary<Mischief | null> = fc.oneof(
  { arbitrary: fc.constant(null), weight: 9 },
  {
    arbitrary: fc.record({
      does: fc.constantFrom('tryRead', 'tryWrite', 'close', 'stopReading', 'poison', 'abort'),
      target: fc.nat(2),
    }),
    weight: 1,
  },
)

const selectionCase: fc.Arbitrary<CaseSpec> = fc.record({
  guard: weighted({
    input: 10,
    step: 3,
    output: 8,
    computed: 6,
    after: 3,
    skip: 1,
    never: 1,
    signal: 1,
  }),
  channel: channelNumber,
  condition: weighted({ none: 20, true: 6, false: 3, null: 1, throws: 1 }),
  map: weighted({ none: 12, keeps: 4, throws: 1 }),
  milliseconds,
  mischief,
})

function weighted<K extends string>(weights: Record<K, number>): fc.Arbitrary<K> {
  return fc.oneof(
    ...(Object.entries(weights) as [K, number][]).map(([key, weight]) => ({
      arbitrary: fc.constant(key),
      weight,
    })),
  )
}

const operations: { [O in Step['op']]: fc.Arbitrary<Step> } = {
  read: communication('read'),
  write: communication('write'),
  tryRead: fc.record({ op: fc.constant('tryRead' as const), channel: channelNumber }),
  tryWrite: fc.record({ op: fc.constant('tryWrite' as const), channel: channelNumber }),
  extended: fc.record({
    op: fc.constant('extended' as const),
    channel: channelNumber,
    during: fc.constantFrom('nothing', 'sleeps', 'throws', 'poisons'),
    signal,
    held: sometimes(3),
  }),
  iterate: fc.record({
    op: fc.constant('iterate' as const),
    channel: channelNumber,
    count: fc.nat(4),
    overlap: fc.integer({ min: 1, max: 3 }),
    consume: sometimes(2),
  }),
  select: fc.record({
    op: fc.constant('select' as const),
    order: fc.constantFrom('priority', 'fair', 'random'),
    cases: fc.array(selectionCase, { minLength: 1, maxLength: 4 }),
    turns: fc.integer({ min: 1, max: 4 }),
    signal,
    held: sometimes(2),
    left: sometimes(1),
  }),
  sleep: fc.record({ op: fc.constant('sleep' as const), milliseconds }),
  pause: fc.record({ op: fc.constant('pause' as const), turns: fc.integer({ min: 1, max: 6 }) }),
  abort: fc.record({ op: fc.constant('abort' as const), signal: fc.nat(2) }),
  cancel: fc.record({ op: fc.constant('cancel' as const), process: fc.nat(5) }),
  close: fc.record({ op: fc.constant('close' as const), channel: channelNumber }),
  stopReading: fc.record({ op: fc.constant('stopReading' as const), channel: channelNumber }),
  poison: fc.record({
    op: fc.constant('poison' as const),
    channel: channelNumber,
    cause: fc.boolean(),
  }),
  lease: counted('lease'),
  retire: counted('retire'),
}

function communication(op: 'read' | 'write'): fc.Arbitrary<Step> {
  return fc.record({ op: fc.constant(op), channel: channelNumber, signal, held: sometimes(3) })
}

function counted(op: 'lease' | 'retire'): fc.Arbitrary<Step> {
  return fc.record({
    op: fc.constant(op),
    channel: channelNumber,
    end: fc.constantFrom('reader', 'writer'),
  })
}

/** The networks of a profile. */
export function networks({ kinds, weights }: Profile): fc.Arbitrary<NetworkSpec> {
  const step = fc.oneof(
    ...(Object.entries(weights) as [Step['op'], number][]).map(([op, weight]) => ({
      arbitrary: operations[op],
      weight,
    })),
  )
  const process: fc.Arbitrary<ProcessSpec> = fc.record({
    flavour: fc.constantFrom('async', 'fiber'),
    steps: fc.array(step, { minLength: 1, maxLength: 10, size: 'max' }),
  })
  const channel: fc.Arbitrary<ChannelSpec> = fc.record({
    kind: fc.constantFrom(...kinds),
    capacity: fc.integer({ min: 1, max: 3 }),
    mischief,
  })
  return fc.record({
    channels: fc.array(channel, { minLength: 1, maxLength: 3 }),
    processes: fc.array(process, { minLength: 1, maxLength: 6, size: 'max' }),
    signals: fc.integer({ min: 1, max: 3 }),
    slow: sometimes(3),
    traced: sometimes(5),
    rescues: fc.nat(12),
  })
}
