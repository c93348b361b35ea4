/**
 * What events use besides the operations that they answer, and which events therefore depend on each other.
 *
 * A place (a channel's state, a buffer, a scope, an abort signal) is used `shared` or `exclusive`; two events
 * commute unless both use a place and one of them exclusively. Each place has a version, the history of its
 * exclusive uses: it tells a process that looks what it has seen.
 */
import type { Access } from '../core/ports.ts'
import { BEGINNING, type Histories } from './histories.ts'

export interface Use {
  /** The name of the place, the same in every run. */
  readonly place: number
  readonly access: Access
}

export function conflict(some: readonly Use[], others: readonly Use[]): boolean {
  for (const one of some)
    for (const other of others)
      if (one.place === other.place && (one.access === 'exclusive' || other.access === 'exclusive'))
        return true
  return false
}

interface PlaceRecord {
  version: number
  /** Indices of the events that used it, ascending. */
  readonly shared: number[]
  readonly exclusive: number[]
}

/** The places of one run. */
export class Places {
  private readonly records = new Map<number, PlaceRecord>()
  private readonly histories: Histories

  constructor(histories: Histories) {
    this.histories = histories
  }

  /** Notes that an event uses a place. */
  note(place: number, access: Access, event: number): void {
    const list = this.record(place)[access]
    if (list.at(-1) !== event) list.push(event)
  }

  version(place: number): number {
    return this.records.get(place)?.version ?? BEGINNING
  }

  /** Continues the history of a place. */
  change(place: number, what: number | string): number {
    const record = this.record(place)
    record.version = this.histories.of(record.version, 'changes', what)
    return record.version
  }

  /** The events that have looked at the place. */
  lookers(place: number): readonly number[] {
    return this.records.get(place)?.shared ?? []
  }

  /** Every event from `first` on that used the place. */
  users(place: number, first = 0): number[] {
    const record = this.records.get(place)
    if (record === undefined) return []
    const users: number[] = []
    for (const list of [record.shared, record.exclusive])
      for (let at = list.length - 1; at >= 0 && list[at]! >= first; at--) users.push(list[at]!)
    return users
  }

  /**
   * Events before `event` that used one of these places in a way that does not commute, latest first; of each place
   * the last exclusive use and what has come since, for all before are in the past of that.
   *
   * @param first the event from which on they are of interest
   */
  conflicting(uses: readonly Use[], event: number, first: number): number[] {
    const found = new Set<number>()
    for (const { place, access } of uses) {
      const record = this.records.get(place)
      if (record === undefined) continue
      const { shared, exclusive } = record
      let at = exclusive.length - 1
      if (exclusive[at] === event) at--
      const changed = exclusive[at] ?? -1
      if (changed >= first) found.add(changed)
      if (access === 'shared') continue
      const since = Math.max(first, changed + 1)
      for (let at = shared.length - 1; at >= 0 && shared[at]! >= since; at--)
        if (shared[at]! < event) found.add(shared[at]!)
    }
    return found.size < 2 ? [...found] : [...found].sort((one, other) => other - one)
  }

  /** The versions of all places, in no order that tells which is whose: part of the state of the program. */
  versions(): number[] {
    const versions: number[] = []
    for (const { version } of this.records.values())
      if (version !== BEGINNING) versions.push(version)
    return versions
  }

  private record(place: number): PlaceRecord {
    let record = this.records.get(place)
    if (record === undefined) {
      record = { version: BEGINNING, shared: [], exclusive: [] }
      this.records.set(place, record)
    }
    return record
  }
}
