/**
 * The ledger of a simulated run: what every operation was told, and whether that can be true together.
 *
 * - no value is taken twice, and none on another channel than it was written to;
 * - a write that succeeded was taken (unbuffered) or stored (buffered);
 * - a write that was told 'not delivered', cancelled or ended was not taken, nor was one that lost its
 *   selection;
 * - values of one writer on one channel reach each reader in the order in which they were written;
 * - nothing is lost, and nothing unknown, while no node dies and no link is cut.
 */
import type { NodeId } from '../../src/remote/identity.ts'
import type { Outcome } from '../../src/remote/outcome.ts'
import type { RemoteGuard } from '../../src/remote/sync.ts'

export interface Operation {
  readonly process: string
  readonly number: number
  readonly node: NodeId
  readonly guards: readonly RemoteGuard[]
}

/** What a simulated write carries: enough to tell where it came from and whether it went astray. */
export interface Value {
  readonly writer: string
  readonly number: number
  readonly guard: number
  readonly channel: string
}

const nameOf = ({ writer, number, guard }: Value) => `${writer}/${number}/${guard}`

export class Ledger {
  readonly counts: Record<string, number> = {}
  /** False once a party has given up a living home: values on the way to it come back out of order. */
  ordered = true
  private readonly taken = new Map<string, Value>()
  private readonly acknowledged = new Set<string>()
  private readonly stored = new Set<string>()
  private readonly refused = new Map<string, string>()
  private readonly undelivered = new Map<string, string>()
  private readonly latest = new Map<string, number>()
  private readonly faults: string[] = []

  settle(operation: Operation, outcome: Outcome | { type: 'local' }, buffered: boolean): void {
    const kind = outcome.type === 'lost' ? outcome.outcome : outcome.type
    this.counts[kind] = (this.counts[kind] ?? 0) + 1
    operation.guards.forEach((guard, index) => {
      if (guard.direction === 'read') return
      const name = nameOf(guard.value as Value)
      const chosen = outcome.type === 'sent' && outcome.guard === index
      if (chosen) (buffered ? this.stored : this.acknowledged).add(name)
      else if (kind !== 'unknown') this.refused.set(name, kind)
    })
    if (outcome.type === 'received') this.take(operation, outcome.guard, outcome.value as Value)
  }

  private take({ process, guards }: Operation, guard: number, value: Value): void {
    const name = nameOf(value)
    const { channel, direction } = guards[guard]!
    if (direction !== 'read' || channel.name !== value.channel) {
      this.faults.push(`${name} written to ${value.channel} was read from ${channel.name}`)
    }
    if (this.taken.has(name)) this.faults.push(`${name} was taken twice`)
    this.taken.set(name, value)
    const stream = `${value.writer} on ${value.channel} to ${process}`
    if (this.ordered && (this.latest.get(stream) ?? -1) > value.number) {
      this.faults.push(`${name} was taken after a later value of ${stream}`)
    }
    this.latest.set(stream, value.number)
  }

  discard(value: Value, outcome: 'not-taken' | 'unknown'): void {
    const name = nameOf(value)
    if (this.undelivered.has(name)) this.faults.push(`${name} was reported undelivered twice`)
    this.undelivered.set(name, outcome)
  }

  /** `calm`: no node died and no link was cut. */
  check(calm: boolean): string[] {
    const faults = [...this.faults]
    for (const [name, kind] of this.refused) {
      if (this.taken.has(name)) faults.push(`${name} was taken, but its writer was told '${kind}'`)
    }
    for (const name of this.acknowledged) {
      if (!this.taken.has(name)) faults.push(`${name} was acknowledged, but nobody took it`)
    }
    for (const [name, outcome] of this.undelivered) {
      if (outcome === 'not-taken' && this.taken.has(name)) {
        faults.push(`${name} was taken, and reported undelivered`)
      }
    }
    if (calm) {
      for (const name of this.stored) {
        if (!this.taken.has(name) && !this.undelivered.has(name)) {
          faults.push(`${name} was stored, and vanished`)
        }
      }
      for (const kind of ['unknown', 'not-delivered', 'not-taken']) {
        if (this.counts[kind]) faults.push(`an operation ended '${kind}' although nothing died`)
      }
    }
    return faults
  }
}
