/**
 * Every order of messages of a small configuration, breadth first, with the shipped state machine as the
 * transition function: nodes are plain data, so a state is copied, stepped and compared.
 */
import { createHash } from 'node:crypto'
import { serialize } from 'node:v8'
import type { NodeId } from '../../src/remote/identity.ts'
import type { Message } from '../../src/remote/message.ts'
import type { RemoteNode } from '../../src/remote/node.ts'
import type { RemoteEvent } from '../../src/remote/outcome.ts'
import { faultsAtRest } from './inspect.ts'

interface Link {
  readonly from: NodeId
  readonly to: NodeId
  readonly items: (Message | 'down')[]
}

export interface World {
  readonly nodes: Map<NodeId, RemoteNode>
  readonly links: Map<string, Link>
  readonly dead: NodeId[]
  /** Everything that a living node told its binding, in order. */
  readonly told: Map<NodeId, RemoteEvent[]>
  /** Names of the one-time events that have not happened yet. */
  left: string[]
}

export interface Configuration {
  readonly build: () => RemoteNode[]
  /** What may happen once, at any moment: a cancellation, a death. Gives every way it can turn out. */
  readonly events?: Readonly<Record<string, (world: World) => World[]>>
  /** Faults of a world in which no message is on the way. Others are checked by the explorer. */
  readonly check: (world: World) => string[]
}

export interface Exploration {
  readonly states: number
  readonly transitions: number
  readonly atRest: number
  readonly faults: string[]
}

export function explore({ build, events = {}, check }: Configuration): Exploration {
  const start: World = {
    nodes: new Map(),
    links: new Map(),
    dead: [],
    told: new Map(),
    left: Object.keys(events),
  }
  for (const node of build()) start.nodes.set(node.id, node)
  for (const id of start.nodes.keys()) flush(start, id)
  const seen = new Set([keyOf(start)])
  let frontier = [start]
  let transitions = 0
  let atRest = 0
  const faults = new Set<string>()
  while (frontier.length > 0 && faults.size === 0) {
    const next: World[] = []
    for (const world of frontier) {
      if (isAtRest(world)) {
        atRest++
        for (const fault of [...restFaults(world), ...check(world)]) faults.add(fault)
      }
      for (const successor of successors(world, events)) {
        transitions++
        const key = keyOf(successor)
        if (seen.has(key)) continue
        seen.add(key)
        next.push(successor)
      }
    }
    frontier = next
  }
  return { states: seen.size, transitions, atRest, faults: [...faults] }
}

function* successors(
  world: World,
  events: Readonly<Record<string, (world: World) => World[]>>,
): Iterable<World> {
  for (const [key, { items, to }] of world.links) {
    if (items.length === 0 || world.dead.includes(to)) continue
    const after = copy(world)
    deliver(after, key)
    yield after
  }
  for (const name of world.left) {
    for (const after of events[name]!(world)) {
      after.left = after.left.filter(other => other !== name)
      yield after
    }
  }
}

function deliver(world: World, key: string): void {
  const { from, to, items } = world.links.get(key)!
  const item = items.shift()!
  const node = world.nodes.get(to)!
  if (item === 'down') node.nodeDown(from)
  else node.receive(from, item)
  flush(world, to)
}

/** A one-time event: the node does something. */
export const acting =
  (id: NodeId, act: (node: RemoteNode) => void) =>
  (world: World): World[] => {
    if (world.dead.includes(id)) return []
    const after = copy(world)
    act(after.nodes.get(id)!)
    flush(after, id)
    return [after]
  }

/** A one-time event: the node dies, and each of its links loses every possible part of what is on it. */
export const death =
  (id: NodeId) =>
  (world: World): World[] => {
    let worlds = [copy(world)]
    worlds[0]!.dead.push(id)
    for (const link of worlds[0]!.links.values()) if (link.to === id) link.items.length = 0
    for (const other of world.nodes.keys()) {
      if (other === id) continue
      const length = world.links.get(`${id}>${other}`)?.items.length ?? 0
      worlds = worlds.flatMap(each =>
        Array.from({ length: length + 1 }, (_, kept) => {
          const cut = copy(each)
          const { items } = linkOf(cut, id, other)
          items.length = kept
          items.push('down')
          return cut
        }),
      )
    }
    return worlds
  }

function flush(world: World, id: NodeId): void {
  const node = world.nodes.get(id)!
  for (const { to, message } of node.takeOutbox()) {
    if (!world.dead.includes(to)) linkOf(world, id, to).items.push(message)
  }
  const told = world.told.get(id) ?? []
  world.told.set(id, [...told, ...node.takeEvents()])
}

function linkOf({ links }: World, from: NodeId, to: NodeId): Link {
  const key = `${from}>${to}`
  const link = links.get(key) ?? { from, to, items: [] }
  links.set(key, link)
  return link
}

const isAtRest = ({ links, dead }: World) =>
  [...links.values()].every(({ items, to }) => items.length === 0 || dead.includes(to))

function restFaults({ nodes, dead }: World): string[] {
  return [...nodes.values()].flatMap(node => (dead.includes(node.id) ? [] : faultsAtRest(node)))
}

const keyOf = (world: World) => createHash('sha1').update(serialize(world)).digest('base64')

/** A deep copy that keeps prototypes and shared references, so that copied nodes are nodes. */
export function copy<T>(value: T, copies = new Map<unknown, unknown>()): T {
  if (typeof value !== 'object' || value === null) return value
  if (copies.has(value)) return copies.get(value) as T
  if (value instanceof Map) {
    const map = new Map()
    copies.set(value, map)
    for (const [k, v] of value) map.set(copy(k, copies), copy(v, copies))
    return map as T
  }
  if (value instanceof Set) {
    const set = new Set()
    copies.set(value, set)
    for (const v of value) set.add(copy(v, copies))
    return set as T
  }
  const object: Record<string, unknown> = Array.isArray(value)
    ? []
    : Object.create(Object.getPrototypeOf(value))
  copies.set(value, object)
  for (const [k, v] of Object.entries(value)) object[k] = copy(v, copies)
  return object as T
}
