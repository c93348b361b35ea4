/**
 * One simulated run: a random network, random processes, random trouble, all from one seed.
 *
 * First the processes run while nodes die and return, links break, parties lose patience, operations are
 * cancelled, channels are closed and poisoned. Then trouble ends and every operation that still waits is
 * given a partner of its own: each partner must end an operation, or something is stuck.
 */

import type { HomeChannel, RemoteBuffer } from '../../src/remote/home-channel.ts'
import type { ChannelAddress, Direction, NodeId, SyncId } from '../../src/remote/identity.ts'
import type { Roles } from '../../src/remote/node.ts'
import type { RemoteEvent } from '../../src/remote/outcome.ts'
import type { RemoteGuard, SyncOptions } from '../../src/remote/sync.ts'
import { faultsAtRest, inside } from './inspect.ts'
import { Ledger, type Operation, type Value } from './ledger.ts'
import { Network } from './network.ts'
import { Random } from './random.ts'

export interface Trouble {
  readonly deaths: boolean
  readonly cuts: boolean
  readonly impatience: boolean
  readonly cancels: boolean
  readonly endings: boolean
}

export const everyTrouble: Trouble = {
  deaths: true,
  cuts: true,
  impatience: true,
  cancels: true,
  endings: true,
}

export interface Result {
  readonly seed: number
  readonly faults: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  readonly messages: number
}

interface Process {
  readonly name: string
  readonly node: NodeId
  readonly lane: number
  /** Of so many guards, all but one read. */
  readonly reads: number
  /** Operations begun at once, without waiting for the one before. Only writes are begun so. */
  readonly burst: number
  remaining: number
  number: number
  open: number
}

interface Channel extends ChannelAddress {
  readonly buffer: RemoteBuffer | null
}

interface Pending {
  readonly operation: Operation
  readonly process: Process
  readonly options: SyncOptions
}

/** More than any run needs: what is not at rest by then never will be. */
const tooManySteps = 100_000

export function simulate(seed: number, trouble: Trouble = everyTrouble, roles?: Roles): Result {
  return new Simulation(seed, trouble, roles).run()
}

class Simulation {
  private readonly seed: number
  private readonly trouble: Trouble
  private readonly random: Random
  private readonly network: Network
  private readonly ledger = new Ledger()
  private readonly channels: Channel[] = []
  private readonly processes: Process[] = []
  private readonly pending = new Map<SyncId, Pending>()
  /** Extended reads whose function is still running. */
  private readonly extended: { node: NodeId; sync: SyncId; process: Process }[] = []
  private readonly faults: string[] = []
  private calm = true
  private drains = 0

  constructor(seed: number, trouble: Trouble, roles: Roles | undefined) {
    this.seed = seed
    this.trouble = trouble
    this.random = new Random(seed)
    this.network = new Network(this.random, roles, (node, event) => this.hear(node, event))
    this.build()
  }

  private build(): void {
    const { random } = this
    const size = 2 + random.below(4)
    // Few channels between eager writers and selecting readers: what orders of arrival depend on.
    const crowded = random.once(3)
    for (let i = 0; i < size; i++) this.network.start(`n${i}`)
    const ids = this.network.living()
    for (let i = 1 + random.below(crowded ? 3 : 5); i > 0; i--) {
      const channel = { home: random.pick(ids), name: `c${i}`, buffer: this.buffer() }
      this.channels.push(channel)
      this.network.nodes.get(channel.home)!.createChannel(channel.name, channel.buffer)
    }
    for (let i = 2 + random.below(7); i > 0; i--) {
      const burst = random.once(crowded ? 2 : 5) ? 2 + random.below(4) : 1
      this.processes.push({
        name: `p${i}`,
        node: random.pick(ids),
        lane: random.once(2) ? i : 0,
        reads: crowded ? 4 : 2,
        burst,
        remaining: 1 + random.below(8),
        number: 0,
        open: 0,
      })
    }
  }

  private buffer(): RemoteBuffer | null {
    const { random } = this
    if (!random.once(4)) return null
    const kind = random.pick(['fifo', 'sliding', 'dropping', 'unbounded'] as const)
    return kind === 'unbounded' ? { kind } : { kind, capacity: 1 + random.below(3) }
  }

  run(): Result {
    this.live()
    this.rest()
    if (this.faults.length === 0) this.drain()
    return {
      seed: this.seed,
      faults: [...this.faults, ...this.network.faults, ...this.ledger.check(this.calm)],
      counts: this.ledger.counts,
      messages: this.network.messages,
    }
  }

  private live(): void {
    const disturbances = this.random.below(12)
    const length = 40 + this.random.below(250)
    const moments = new Set(Array.from({ length: disturbances }, () => this.random.below(length)))
    for (let step = 0; step < length; step++) {
      if (moments.has(step)) this.disturb()
      const busy = this.random.once(3) && this.beginSome()
      if (!busy) this.network.step()
      if (this.extended.length > 0 && this.random.once(4)) this.completeOne()
    }
    for (const process of this.processes) process.remaining = 0
  }

  /** Until no message is on the way and no extended function is running. */
  private rest(): void {
    let steps = 0
    do {
      if (this.extended.length > 0) this.completeOne()
      while (this.network.step()) if (++steps > tooManySteps) break
    } while (this.extended.length > 0)
    if (steps > tooManySteps) this.faults.push('the network does not come to rest')
    for (const id of this.network.living()) {
      this.faults.push(...faultsAtRest(this.network.nodes.get(id)!))
    }
  }

  private beginSome(): boolean {
    const able = this.processes.filter(p => p.remaining > 0 && p.open === 0)
    const alive = able.filter(p => !this.network.dead.has(p.node))
    if (alive.length === 0) return false
    const process = this.random.pick(alive)
    if (process.burst === 1) {
      const count = this.random.once(3) ? 1 : 1 + this.random.below(3)
      this.begin(
        process,
        Array.from({ length: count }, () => this.guard(process)),
      )
    } else {
      const channel = this.random.pick(this.channels)
      for (let i = process.burst; i > 0; i--) this.begin(process, [this.write(process, channel, 0)])
    }
    return true
  }

  private guard(process: Process): RemoteGuard {
    const channel = this.random.pick(this.channels)
    if (!this.random.once(process.reads)) return { channel, direction: 'read' }
    return this.write(process, channel, this.random.below(1 << 30))
  }

  private write({ name, number }: Process, channel: Channel, guard: number): RemoteGuard {
    const value: Value = { writer: name, number, guard, channel: channel.name }
    return { channel, direction: 'write', value }
  }

  private begin(process: Process, guards: RemoteGuard[]): void {
    const { random } = this
    const single = guards.length === 1
    const options: SyncOptions = {
      lane: process.lane,
      mixed: process.burst === 1 && random.once(5),
      extended: single && guards[0]!.direction === 'read' && random.once(5),
    }
    const { name, node, number } = process
    process.remaining--
    process.number++
    process.open++
    const sync = this.network.nodes.get(node)!.begin(guards, options)
    const operation = { process: name, number, node, guards }
    this.pending.set(sync, { operation, process, options })
    this.network.flush(node)
  }

  private hear(node: NodeId, event: RemoteEvent): void {
    if (event.type === 'undelivered') this.ledger.discard(event.value as Value, event.outcome)
    if (event.type !== 'settled') return
    const { sync, outcome } = event
    const { operation, process, options } = this.pending.get(sync)!
    this.pending.delete(sync)
    const channel =
      outcome.type === 'sent' ? (operation.guards[outcome.guard]!.channel as Channel) : null
    this.ledger.settle(operation, outcome, channel?.buffer != null)
    if (outcome.type === 'received' && options.extended) this.extended.push({ node, sync, process })
    else process.open--
  }

  private completeOne(): void {
    const [read] = this.extended.splice(this.random.below(this.extended.length), 1)
    if (!read || this.network.dead.has(read.node)) return
    this.network.nodes.get(read.node)!.complete(read.sync)
    this.network.flush(read.node)
    read.process.open--
  }

  private disturb(): void {
    const { random, network, trouble } = this
    const kind = random.pick([
      'deaths',
      'cuts',
      'impatience',
      'cancels',
      'cancels',
      'endings',
    ] as const)
    if (!trouble[kind]) return
    const id = random.pick(network.living())
    if (kind === 'deaths') {
      if (random.once(2)) this.revive()
      else if (network.living().length > 1) this.kill(id)
    } else if (kind === 'cuts') {
      const other = random.pick(network.living())
      if (other === id) return
      this.calm = false
      network.cut(id, other)
    } else if (kind === 'impatience') {
      const other = random.pick(network.living())
      if (other === id) return
      this.calm = false
      this.ledger.ordered = false
      network.nodes.get(id)!.giveUp(other)
      network.flush(id)
    } else if (kind === 'cancels') this.cancelOne()
    else {
      const channel = random.pick(this.channels)
      const node = network.nodes.get(id)!
      if (random.once(3)) node.poison(channel, 'cause')
      else node.close(channel, random.pick(['read', 'write'] as const))
      network.flush(id)
    }
  }

  private cancelOne(): void {
    const { random } = this
    if (this.pending.size === 0) return
    const [sync, { operation, process, options }] = random.pick([...this.pending])
    const node = this.network.nodes.get(operation.node)!
    if (options.mixed && node.chooseLocal(sync)) {
      this.pending.delete(sync)
      this.ledger.settle(operation, { type: 'local' }, false)
      process.open--
    } else node.cancel(sync)
    this.network.flush(operation.node)
  }

  private kill(id: NodeId): void {
    this.calm = false
    this.network.kill(id)
    for (const [sync, { operation }] of this.pending) {
      if (operation.node === id) this.pending.delete(sync)
    }
    for (const process of this.processes) if (process.node === id) process.remaining = 0
    const left = this.extended.filter(read => read.node !== id)
    this.extended.splice(0, this.extended.length, ...left)
  }

  /** A dead node comes back under its name, with its channels, and new processes. */
  private revive(): void {
    const [id] = this.network.dead
    if (id === undefined) return
    const node = this.network.start(id)
    for (const { home, name, buffer } of this.channels) {
      if (home === id) node.createChannel(name, buffer)
    }
    const process = {
      name: `${id}again${this.processes.length}`,
      node: id,
      lane: 0,
      reads: 2,
      burst: 1,
    }
    this.processes.push({ ...process, remaining: 3, number: 0, open: 0 })
  }

  /**
   * Gives every operation that still waits a partner, then reads what is left in buffers. Each partner must
   * bring the number of waiting operations down.
   */
  private drain(): void {
    while (this.pending.size > 0 && this.faults.length === 0) {
      const { operation } = this.random.pick([...this.pending.values()])
      const { channel, direction } = operation.guards[0]!
      // A draining channel takes no new writer. What waits there is a selection that could only meet itself.
      const draining = this.homeOf(channel as Channel)?.draining
      this.partner(channel as Channel, draining ? 'write' : direction)
    }
    for (const channel of this.channels) {
      const home = this.homeOf(channel)
      while (home && home.stored > 0 && this.faults.length === 0) this.partner(channel, 'write')
    }
  }

  private homeOf({ home, name }: Channel): HomeChannel | undefined {
    if (this.network.dead.has(home)) return undefined
    return inside(this.network.nodes.get(home)!).home.channels.get(name)
  }

  private partner(channel: Channel, direction: Direction): void {
    const waiting = this.pending.size
    const node = this.random.pick(this.network.living())
    const name = `drain${this.drains++}`
    const shape = { lane: 0, reads: 2, burst: 1 }
    const process: Process = { name, node, ...shape, remaining: 0, number: 0, open: 0 }
    const read: RemoteGuard = { channel, direction: 'read' }
    this.begin(process, [direction === 'write' ? read : this.write(process, channel, 0)])
    this.rest()
    const expected = Math.max(0, waiting - 1)
    if (this.pending.size > expected) {
      this.faults.push(`an operation is stuck on ${channel.name}: its partner found nobody`)
    }
  }
}
