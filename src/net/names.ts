/**
 * The names of a realm's channels, in a bucket of NATS: name → home and its epoch.
 *
 * A name is created by compare-and-set, so of two homes one gets it. It lives as long as its home refreshes it;
 * the names of the dead go by themselves. A home that comes back under its name takes its channels' names over
 * at once: the name of a node is proved by its subject.
 */
import { type KV, Kvm } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/transport-node'
import { AbsentChannelError, type ChannelAddress, type NodeId } from '../remote/index.ts'
import { isNobody, isRefusal, NameTakenError, RealmError } from './errors.ts'
import { path, token } from './subjects.ts'

export interface NamesOptions {
  readonly connection: NatsConnection
  readonly realm: string
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

export class Names {
  private readonly options: NamesOptions
  private bucket: Promise<KV> | null = null
  private readonly held = new Map<string, number>()
  private timer: ReturnType<typeof setTimeout> | null = null

  constructor(options: NamesOptions) {
    this.options = options
  }

  private open(): Promise<KV> {
    const { connection, realm, lifetime } = this.options
    const opened = new Kvm(connection).create(`hocket_${token(realm).replaceAll('=', '_')}`, {
      ttl: lifetime,
      history: 1,
    })
    this.bucket ??= opened.catch(error => {
      this.bucket = null
      throw this.explained(error)
    })
    return this.bucket
  }

  private explained(error: unknown): unknown {
    const { realm } = this.options
    if (isRefusal(error))
      return new RealmError('the user of this connection has no right to its names', realm, error)
    const { name, code, message } = (error ?? {}) as {
      name?: string
      code?: unknown
      message?: string
    }
    const isMissing =
      name === 'JetStreamNotEnabled' ||
      code === 503 ||
      isNobody(error) ||
      /jetstream|no responders/i.test(message ?? '')
    if (!isMissing) return error
    return new RealmError(
      'names need JetStream, which the server does not have: start it with --jetstream, ' +
        'or use node.channel(name) and addresses',
      realm,
      error,
    )
  }

  /** @throws NameTakenError, RealmError (rejects) */
  async take(channel: string): Promise<void> {
    const { id, epoch, realm } = this.options
    const key = path(channel)
    const value = JSON.stringify({ home: id, epoch } satisfies Entry)
    const bucket = await this.open()
    try {
      this.hold(channel, await bucket.create(key, value))
      return
    } catch (error) {
      const present = await bucket.get(key).catch(() => null)
      if (present === null) throw this.explained(error)
      const { home } = present.json<Entry>()
      if (home !== id) throw new NameTakenError('channel', channel, realm, home)
      this.hold(channel, await bucket.update(key, value, present.revision))
    }
  }

  /**
   * Looks for a channel until it is there, for at most `timeout` milliseconds.
   *
   * @throws AbsentChannelError, RealmError (rejects)
   */
  async find(channel: string, timeout: number): Promise<ChannelAddress> {
    const bucket = await this.open()
    const deadline = performance.now() + timeout
    for (;;) {
      const present = await bucket.get(path(channel)).catch(error => {
        throw this.explained(error)
      })
      if (present !== null && present.operation === 'PUT') {
        return { home: present.json<Entry>().home, name: channel }
      }
      if (performance.now() >= deadline) break
      await new Promise(resolve => setTimeout(resolve, LOOK))
    }
    const address = { home: `realm ${this.options.realm}`, name: channel }
    throw new AbsentChannelError({ address, direction: 'read', process: undefined })
  }

  private hold(channel: string, revision: number): void {
    this.held.set(channel, revision)
    this.timer ??= setTimeout(() => void this.refresh(), this.options.lifetime / 4)
  }

  private async refresh(): Promise<void> {
    for (const [channel, revision] of this.held) {
      if (!(await this.renew(channel, revision))) {
        this.held.delete(channel)
        this.options.lost(channel)
      }
    }
    this.timer = null
    if (this.held.size > 0) {
      this.timer = setTimeout(() => void this.refresh(), this.options.lifetime / 4)
    }
  }

  /** False when another home has the name now. */
  private async renew(channel: string, revision: number): Promise<boolean> {
    const { id, epoch } = this.options
    const key = path(channel)
    const value = JSON.stringify({ home: id, epoch } satisfies Entry)
    try {
      const bucket = await this.open()
      this.held.set(channel, await bucket.update(key, value, revision))
    } catch {
      try {
        await this.take(channel)
      } catch (error) {
        return !(error instanceof NameTakenError)
      }
    }
    return true
  }

  /** Gives the names back. */
  async close(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer)
    const held = [...this.held]
    this.held.clear()
    if (held.length === 0 || this.bucket === null) return
    const bucket = await this.bucket
    await Promise.all(
      held.map(([channel, previousSeq]) =>
        bucket.delete(path(channel), { previousSeq }).catch(() => {}),
      ),
    )
  }
}
