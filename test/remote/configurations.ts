/** The small configurations that are explored exhaustively, and what must hold in them at rest. */
import type { ChannelAddress, NodeId } from '../../src/remote/identity.ts'
import { RemoteNode, type Roles } from '../../src/remote/node.ts'
import type { Outcome } from '../../src/remote/outcome.ts'
import type { RemoteGuard } from '../../src/remote/sync.ts'
import { acting, type Configuration, death, type World } from './explore.ts'

const c: ChannelAddress = { home: 'H', name: 'c' }
const d: ChannelAddress = { home: 'I', name: 'd' }
const read = (channel: ChannelAddress): RemoteGuard => ({ channel, direction: 'read' })
const write = (channel: ChannelAddress, value: string): RemoteGuard => {
  return { channel, direction: 'write', value }
}

/** What an operation of node A or B was told; undefined while it waits. */
function outcomeOf({ told }: World, node: NodeId): Outcome | undefined {
  const settled = told.get(node)?.filter(event => event.type === 'settled') ?? []
  return settled[0]?.outcome
}

/** A offers writes, B reads, one operation each: what the two were told must be true together. */
function agreement(world: World): string[] {
  const writer = outcomeOf(world, 'A')
  const reader = outcomeOf(world, 'B')
  const faults: string[] = []
  for (const [node, events] of world.told) {
    const settled = events.filter(event => event.type === 'settled').length
    if (settled > 1) faults.push(`an operation of ${node} ended ${settled} times`)
  }
  const both = JSON.stringify({ writer, reader })
  const taken = reader?.type === 'received'
  const readerDied = world.dead.includes('B')
  if (writer?.type === 'sent' && !taken && !readerDied) faults.push(`nobody took it: ${both}`)
  const denied = writer && writer.type !== 'sent' && !isUnknown(writer)
  if (taken && denied) faults.push(`taken, and denied to the writer: ${both}`)
  if (taken && !writer && !world.dead.includes('A')) faults.push(`the writer is stuck: ${both}`)
  const unexplained = world.dead.length === 0 && (isUnknown(writer) || isUnknown(reader))
  if (unexplained) faults.push(`unknown although nothing died: ${both}`)
  return faults
}

const isUnknown = (outcome: Outcome | undefined) =>
  outcome?.type === 'lost' && outcome.outcome === 'unknown'

/** Without a death, both must have met, or one of them was told to end. */
function met(world: World): string[] {
  if (world.dead.length > 0) return []
  const writer = outcomeOf(world, 'A')
  const reader = outcomeOf(world, 'B')
  const cancelled = [writer, reader].some(o => o?.type === 'cancelled' || o?.type === 'ended')
  return (writer && reader) || cancelled ? [] : ['both wait, and did not meet']
}

const check = (world: World) => [...agreement(world), ...met(world)]

interface Shape {
  readonly writer: readonly RemoteGuard[]
  readonly reader: readonly RemoteGuard[]
}

const apart: Shape = { writer: [write(c, 'x')], reader: [read(c)] }
const overTwoHomes: Shape = {
  writer: [write(c, 'x'), write(d, 'y')],
  reader: [read(d), read(c)],
}
/** Each offers both directions, so either may be the writer; only A's value is followed. */
const eitherDirection: Shape = {
  writer: [write(c, 'x'), read(d)],
  reader: [read(c), write(d, 'y')],
}

const build =
  ({ writer, reader }: Shape, roles?: Roles) =>
  (): RemoteNode[] => {
    const [h, i, a, b] = ['H', 'I', 'A', 'B'].map(id => new RemoteNode({ id, epoch: '1' }, roles))
    h!.createChannel('c')
    i!.createChannel('d')
    a!.begin(writer)
    b!.begin(reader)
    return writer.length > 1 ? [h!, i!, a!, b!] : [h!, a!, b!]
  }

/** A offers a write at each home, B and C read one channel each: only one of them may meet it. */
const rivals = (roles?: Roles) => (): RemoteNode[] => {
  const nodes = ['H', 'I', 'A', 'B', 'C'].map(id => new RemoteNode({ id, epoch: '1' }, roles))
  const [h, i, a, b, other] = nodes
  h!.createChannel('c')
  i!.createChannel('d')
  a!.begin(overTwoHomes.writer)
  b!.begin([read(c)])
  other!.begin([read(d)])
  return nodes
}

function oneMet(world: World): string[] {
  const writer = outcomeOf(world, 'A')
  const takers = [outcomeOf(world, 'B'), outcomeOf(world, 'C')].filter(o => o?.type === 'received')
  return writer?.type === 'sent' && takers.length === 1 ? [] : [`${takers.length} took its value`]
}

const cancelReader = acting('B', node => node.cancel('B:1:1'))
const cancelWriter = acting('A', node => node.cancel('A:1:1'))
const poison = acting('B', node => node.poison(c))

export function configurations(roles?: Roles): Readonly<Record<string, Configuration>> {
  return {
    'one channel': { build: build(apart, roles), check },
    'one channel, both cancel': {
      build: build(apart, roles),
      events: { cancelReader, cancelWriter },
      check,
    },
    'one channel, poison and a cancel': {
      build: build(apart, roles),
      events: { poison, cancelWriter },
      check,
    },
    'one channel, reader dies': {
      build: build(apart, roles),
      events: { death: death('B'), cancelWriter },
      check,
    },
    'one channel, home dies': { build: build(apart, roles), events: { death: death('H') }, check },
    'two homes': { build: build(overTwoHomes, roles), check },
    'two homes, a cancel': {
      build: build(overTwoHomes, roles),
      events: { cancelReader },
      check,
    },
    'two homes, either direction': {
      build: build(eitherDirection, roles),
      check: world => met(world),
    },
    'two homes, two rival readers': { build: rivals(roles), check: oneMet },
  }
}

/** Tens of thousands of states each: for the long run. */
export function largeConfigurations(roles?: Roles): Readonly<Record<string, Configuration>> {
  const events = (node: NodeId) => ({ death: death(node) })
  const shape = { build: build(overTwoHomes, roles), check: agreement }
  return {
    'two homes, the reader dies': { ...shape, events: events('B') },
    'two homes, the writer dies': { ...shape, events: events('A') },
    'two homes, a home dies': { ...shape, events: events('H') },
  }
}
