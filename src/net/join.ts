/**
 * Joining a realm over a connection to NATS.
 */
import type { NatsConnection } from '@nats-io/transport-node'
import {
  ChannelNode,
  checkNodeId,
  type Direction,
  type NodeId,
  type RemoteChannel,
  type RemoteChannelOptions,
  randomWord,
} from '../remote/index.ts'
import { type DurableChannel, type DurableOptions, openDurable } from './durable.ts'
import { isNobody, isRefusal, NameTakenError, nodeClosed, RealmError } from './errors.ts'
import { Names } from './names.ts'
import { NatsLink } from './nats-link.ts'
import { FIND_TIMEOUT, type FindOptions, makeNamed, type Net } from './net.ts'
import { Rights } from './rights.ts'
import { Subjects } from './subjects.ts'

/** What a node joins a realm with. */
export interface RealmOptions {
  /** Name of this node, unique in the realm. A node that died may come back under its name at once. */
  readonly name: NodeId
  /** Nodes of one realm see each other; a server may carry many. Default: `default`. */
  readonly realm?: string
  /**
   * How long a node may be silent before the others take it for dead, in milliseconds; operations on its
   * channels are given up after two thirds of that. All nodes of a realm use the same. Default: 2,000.
   */
  readonly lease?: number
  /** How long the channel names of a dead node stay taken, in milliseconds. Default: five leases. */
  readonly nameLifetime?: number
}

const REALM = 'default'
const LEASE = 2_000

/** A node in a realm on NATS. */
export class NatsNet implements Net {
  readonly realm: string
  readonly node: ChannelNode
  private readonly connection: NatsConnection
  private readonly subjects: Subjects
  private readonly rights: Rights
  private readonly names: Names
  /** How long this node waits for what does not answer, in milliseconds. */
  private readonly patience: number

  /** @internal */
  constructor(
    connection: NatsConnection,
    subjects: Subjects,
    epoch: string,
    options: RealmOptions,
  ) {
    const { name: id, lease = LEASE, nameLifetime = 5 * lease } = options
    this.realm = subjects.realm
    this.connection = connection
    this.subjects = subjects
    const patience = (lease * 2) / 3
    this.patience = patience
    this.rights = new Rights({ connection, subjects, id, patience })
    this.node = new ChannelNode({
      id,
      epoch,
      open: (_, listener) =>
        new NatsLink({
          connection,
          subjects,
          id,
          listener,
          refuse: (from, message) => this.rights.refuse(from, message),
          down: peer => this.rights.forget(peer),
          session: {
            partyLease: patience,
            homeLease: lease,
            heartbeat: lease / 6,
            retransmit: Math.min(250, lease / 8),
          },
        }),
      admit: (address, direction) => this.rights.admit(address, direction),
    })
    this.names = new Names({
      connection,
      subjects,
      id,
      epoch,
      lifetime: nameLifetime,
      lost: channel => {
        const cause = new NameTakenError('channel', channel, subjects.realm)
        this.node.reader({ home: id, name: channel }).poison(cause)
      },
    })
    void connection.closed().then(() => {
      this.names.stop()
      this.node.close()
    })
  }

  async channel<T>(name: string, options?: RemoteChannelOptions): Promise<RemoteChannel<T>> {
    this.checkOpen()
    return makeNamed<T>(this, this.names, name, options)
  }

  async reader<T>(name: string, { timeout = FIND_TIMEOUT }: FindOptions = {}) {
    return this.node.reader<T>(await this.find(name, 'read', timeout))
  }

  async writer<T>(name: string, { timeout = FIND_TIMEOUT }: FindOptions = {}) {
    return this.node.writer<T>(await this.find(name, 'write', timeout))
  }

  private async find(name: string, direction: Direction, timeout: number) {
    this.checkOpen()
    const address = await this.names.find(name, direction, timeout)
    await this.rights.admit(address, direction)
    return address
  }

  /**
   * A durable buffered channel on JetStream, made if it is not there. What it promises is told at
   * `DurableChannel`.
   *
   * @throws RealmError (rejects)
   */
  async durable<T>(name: string, options: DurableOptions = {}): Promise<DurableChannel<T>> {
    this.checkOpen()
    return openDurable<T>(this.connection, this.subjects, name, options)
  }

  private checkOpen(): void {
    const { connection, realm } = this
    if (connection.isClosed() || connection.isDraining()) throw nodeClosed(realm)
  }

  async close(): Promise<void> {
    const { connection, names, node, patience } = this
    const left = names.close().then(() => {
      node.close()
      return connection.drain()
    })
    // A server that cannot be reached is not waited for; the names then go by themselves.
    await withinTime(left, patience)
    node.close()
    await connection.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

/**
 * Joins a realm over a connection that is there already, of whatever client of NATS.
 *
 *     const connection = await wsconnect({ servers: 'wss://…', noEcho: true })
 *     const net = await join(connection, { name: 'page-7', realm: 'shop' })
 *
 * The connection must have been made with `noEcho`, and belongs to the realm from then on.
 *
 * @throws NameTakenError, RealmError (rejects); TypeError (rejects) for a connection that hears itself
 */
export async function join(connection: NatsConnection, options: RealmOptions): Promise<NatsNet> {
  const { name, realm = REALM, lease = LEASE } = options
  checkNodeId(name)
  const epoch = randomWord()
  const subjects = new Subjects(realm)
  // One that has this name already will answer; this node answers those who come later.
  const answering = connection.subscribe(subjects.ping(name), {
    callback: (error, message) => {
      if (!error) message.respond(epoch)
    },
  })
  const listening = connection.subscribe(subjects.toNode(name), { callback: () => {} })
  // What the server has against a subscription, it says before it answers the next request.
  const refusal = Promise.race([answering.closed, listening.closed]).then(error => {
    if (error instanceof Error) throw noRight(realm, error)
  })
  refusal.catch(() => {})
  try {
    const answer = await ping(connection, subjects.ping(name), lease, realm)
    if (answer === epoch) throw hearsItself()
    if (answer !== NOBODY) throw new NameTakenError('node', name, realm)
    await Promise.race([refusal, connection.flush()])
    return new NatsNet(connection, subjects, epoch, options)
  } catch (error) {
    answering.unsubscribe()
    throw error
  } finally {
    listening.unsubscribe()
  }
}

/** Waits until it has settled, however, for at most so many milliseconds. */
async function withinTime(task: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise(resolve => {
    timer = setTimeout(resolve, milliseconds)
  })
  await Promise.race([task.catch(() => {}), late])
  clearTimeout(timer)
}

const NOBODY = Symbol('nobody')

/** What the node of that name answers; undefined when it is connected and silent, since it may wake up. */
async function ping(connection: NatsConnection, subject: string, patience: number, realm: string) {
  try {
    return (await connection.request(subject, undefined, { timeout: patience })).string()
  } catch (error) {
    if (isRefusal(error)) throw noRight(realm, error)
    return isNobody(error) ? NOBODY : undefined
  }
}

const hearsItself = (): TypeError =>
  new TypeError('this connection hears what it says itself: make it with { noEcho: true }')

const noRight = (realm: string, error: unknown): RealmError =>
  new RealmError('the user of this connection has no right to be this node', realm, error)
