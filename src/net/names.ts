/**
 * The names of a realm's channels, in a bucket of NATS: name → home and its epoch.
 *
 * A name is created by compare-and-set, so of two homes one gets it. It lives as long as its home refreshes it;
 * the names of the dead go by themselves. A home that comes back under its name takes its channels' names over
 * at once: the name of a node is proved by its subject.
 */
import { type KV, Kvm } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/transport-node'
import type { ChannelAddress, Direction, NodeId } from '../remote/index.ts'
import { isRefusal, lacksJetStream, NameTakenError, noSuchName, RealmError } from './errors.ts'
import type { Directory } from './net.ts'
import { path, type Subjects } from './subjects.ts'

export interface NamesOptions {
  readonly connection: NatsConnection
  readonly subjects: Subjects
  readonly id: NodeId
  readonly epoch: string
  /** How long the name of a dead home lasts, in milliseconds. */
  readonly lifetime: number
  /** A name was lost: this home could not refresh it in time, and another has taken it. */
  readonly lost: (channel: string) => void
}

interface Entry {
  readonly home: NodeId
  readonly epoch: string
}

/** Between two looks for a name that is not there yet, in milliseconds. */
const LOOK = 100

export class Names implements Directory {
  private readonly options: NamesOptions
  private bucket: Promise<KV> | null = null
  /** The names of this home's channels, with the revision of the last refreshment. */
  private readonly held = new Map<string, number>()
  private timer: ReturnType<typeof setTimeout> | null = null
  private closed = false

  constructor(options: NamesOptions) {
    this.options = options
  }

  private open(): Promise<KV> {
    this.bucket ??= this.create()
    return this.bucket
  }

  private async create(): Promise<KV> {
    const { connection, subjects, lifetime } = this.options
    try {
      return await new Kvm(connection).create(subjects.bucket, { ttl: lifetime, history: 1 })
    } catch (error) {
      this.bucket = null
      throw this.explained(error)
    }
  }

  private explained(error: unknown): unknown {
    const { realm } = this.options.subjects
    if (isRefusal(error))
      return new RealmError('the user of this connection has no right to its names', realm, error)
    if (!lacksJetStream(error)) return error
    return new RealmError(
      'names need JetStream, which the server does not have: start it with --jetstream, ' +
        'or use node.channel(name) and addresses',
      realm,
      error,
    )
  }

  async take(channel: string): Promise<void> {
    const { id, subjects } = this.options
    const bucket = await this.open()
    const key = path(channel)
    try {
      this.hold(channel, await bucket.create(key, this.entry))
    } catch (error) {
      const present = await bucket.get(key).catch(() => null)
      if (present === null) throw this.explained(error)
      const { home } = present.json<Entry>()
      if (home !== id) throw new NameTakenError('channel', channel, subjects.realm, home)
      this.hold(channel, await bucket.update(key, this.entry, present.revision))
    }
  }

  private get entry(): string {
    const { id, epoch } = this.options
    return JSON.stringify({ home: id, epoch } satisfies Entry)
  }

  async find(channel: string, direction: Direction, timeout: number): Promise<ChannelAddress> {
    const bucket = await this.open()
    const deadline = performance.now() + timeout
    for (;;) {
      const present = await bucket.get(path(channel)).catch(error => {
        throw this.explained(error)
      })
      if (present?.operation === 'PUT') return { home: present.json<Entry>().home, name: channel }
      const left = deadline - performance.now()
      if (left <= 0) throw noSuchName(this.options.subjects.realm, channel, direction)
      await new Promise(resolve => setTimeout(resolve, Math.min(LOOK, left)))
    }
  }

  /** Gives one name back. */
  async release(channel: string): Promise<void> {
    const previousSeq = this.held.get(channel)
    if (previousSeq === undefined) return
    this.held.delete(channel)
    const bucket = await this.open()
    // If another has it by now, or the server cannot be reached, there is nothing to give back.
    await bucket.delete(path(channel), { previousSeq }).catch(() => {})
  }

  private hold(channel: string, revision: number): void {
    this.held.set(channel, revision)
    this.arm()
  }

  private arm(): void {
    if (this.closed || this.held.size === 0) return
    this.timer ??= setTimeout(() => void this.refresh(), this.options.lifetime / 4)
  }

  private async refresh(): Promise<void> {
    for (const [channel, revision] of this.held) {
      if (await this.renew(channel, revision)) continue
      this.held.delete(channel)
      this.options.lost(channel)
    }
    this.timer = null
    this.arm()
  }

  /** False when another home has the name now. */
  private async renew(channel: string, revision: number): Promise<boolean> {
    try {
      const bucket = await this.open()
      const next = await bucket.update(path(channel), this.entry, revision)
      if (this.held.has(channel)) this.held.set(channel, next)
      else await bucket.delete(path(channel), { previousSeq: next })
    } catch {
      try {
        if (this.held.has(channel)) await this.take(channel)
      } catch (error) {
        // Anything else is the server's affair, and may be over at the next refreshment.
        return !(error instanceof NameTakenError)
      }
    }
    return true
  }

  /** Refreshes nothing any more: the connection is closed. */
  stop(): void {
    this.closed = true
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }

  /** Gives all names back. */
  async close(): Promise<void> {
    this.stop()
    await Promise.all([...this.held.keys()].map(channel => this.release(channel)))
  }
}
