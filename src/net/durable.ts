/**
 * Durable channels: a buffer that outlives every node, as a work queue of JetStream.
 *
 * They promise other things than a channel, and their types say so: a value is *stored*, which is not when it was
 * taken; it is delivered *at least* once, with an identifier by which to tell that it came again, and is gone when
 * its reader says `done`. There are no guards: the queue is no party to a selection.
 */
import {
  AckPolicy,
  type Consumer,
  DiscardPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
} from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import type { OperationOptions } from '../core/end.ts'
import { ForbiddenError, siteOf, UnsendableError } from '../remote/index.ts'
import { decodeValue, encodeValue } from './codec.ts'
import { ChannelFullError, codeOf, isRefusal, lacksJetStream, RealmError } from './errors.ts'
import type { Subjects } from './subjects.ts'

/** How a durable channel is made. */
export interface DurableOptions {
  /** The most values that are stored; a write to a full channel is refused. Default: as it is, or no bound. */
  readonly capacity?: number
  /**
   * How long a reader may take until the value is given to another, in milliseconds. Default: as it is, or 30,000.
   */
  readonly patience?: number
}

/** A value that was stored. */
export interface Stored {
  /** Unique in the channel, and counting up. */
  readonly id: number
  /** The same `id` was written before, so nothing was stored. */
  readonly duplicate: boolean
}

/** A value that was delivered, for the first time or again. */
export interface Delivery<out T> {
  readonly value: T
  /** By which to tell that a value came again: unique in the channel, and counting up. */
  readonly id: number
  /** How often it was delivered, this time included. */
  readonly attempt: number
  /** The value is dealt with: it is removed. Resolves when the server has heard it. */
  done(): Promise<void>
  /** The value is not dealt with: it goes to another reader, after `delay` milliseconds. */
  retry(delay?: number): void
}

/** How long a read of a durable channel waits. */
export interface TakeOptions extends OperationOptions {
  /** How long to wait for a value, in milliseconds; the server takes no less than 1,000. Default: 30,000. */
  readonly timeout?: number
}

const TIMEOUT = 30_000
const SHORTEST = 1_000

/**
 * A channel that the server stores: its values outlive whoever wrote them, and are given again until they are
 * acknowledged.
 */
export class DurableChannel<T> implements AsyncIterable<Delivery<T>> {
  readonly name: string
  private readonly connection: NatsConnection
  private readonly subject: string
  private readonly client: JetStreamClient
  private readonly readers: Consumer

  /** @internal */
  constructor(connection: NatsConnection, name: string, subject: string, readers: Consumer) {
    this.connection = connection
    this.name = name
    this.subject = subject
    this.client = jetstream(connection)
    this.readers = readers
  }

  /**
   * Stores a value. Resolves when the server has it, whether or not anybody will ever read it.
   *
   * @param options its `id` is a word of the writer's: a second write with it within two minutes stores nothing
   * @throws UnsendableError, ForbiddenError, ChannelFullError (rejects): nothing was stored. Any other error is the
   *   client's, and leaves open whether it was: write again, with the same `id`
   */
  async store(value: T, { id }: { readonly id?: string } = {}): Promise<Stored> {
    const site = siteOf({ home: 'JetStream', name: this.name }, 'write')
    const limit = this.connection.info?.max_payload ?? Number.POSITIVE_INFINITY
    let bytes: Uint8Array
    try {
      bytes = encodeValue(value)
      if (bytes.length > limit) {
        throw new RangeError(`it has ${bytes.length} bytes, and this server takes ${limit}`)
      }
    } catch (error) {
      throw new UnsendableError(site, error)
    }
    try {
      const options = id === undefined ? {} : { msgID: id }
      const { seq, duplicate } = await this.client.publish(this.subject, bytes, options)
      return { id: seq, duplicate }
    } catch (error) {
      if (isRefusal(error)) throw new ForbiddenError(site, error)
      throw codeOf(error) === FULL ? new ChannelFullError(site, error) : error
    }
  }

  /**
   * Takes the next value; undefined when none came in time. A value that comes after the signal's abort goes to
   * another reader.
   *
   * @throws the signal's reason (rejects)
   */
  async take({ timeout = TIMEOUT, signal }: TakeOptions = {}): Promise<Delivery<T> | undefined> {
    if (signal?.aborted) throw signal.reason
    const coming = this.readers.next({ expires: Math.max(SHORTEST, timeout) })
    const message = await (signal === undefined ? coming : unlessAborted(coming, signal))
    return message === null ? undefined : delivery<T>(message)
  }

  /** Takes values one at a time, until the loop is left or the connection closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Delivery<T>, void, undefined> {
    for (;;) {
      try {
        const next = await this.take()
        if (next !== undefined) yield next
      } catch (error) {
        if (!this.connection.isClosed() && !this.connection.isDraining()) throw error
      }
      if (this.connection.isClosed() || this.connection.isDraining()) return
    }
  }
}

type Signal = NonNullable<OperationOptions['signal']>

function unlessAborted(coming: Promise<JsMsg | null>, signal: Signal): Promise<JsMsg | null> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason)
      coming.then(
        message => message?.nak(),
        () => {},
      )
    }
    signal.addEventListener('abort', abort)
    coming.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

function delivery<T>(message: JsMsg): Delivery<T> {
  const { seq, info } = message
  return {
    value: decodeValue(message.data) as T,
    id: seq,
    attempt: info.deliveryCount,
    async done() {
      await message.ackAck()
    },
    retry(delay) {
      message.nak(delay)
    },
  }
}

// What JetStream calls them: https://github.com/nats-io/nats-server/blob/main/server/errors.json
const FULL = 10_077
const DIFFERS = 10_058
const NO_CONSUMER = 10_014

/** The one consumer, which all readers share. */
const READERS = 'readers'

/** Opens a durable channel, which is made if it is not there. */
export async function openDurable<T>(
  connection: NatsConnection,
  subjects: Subjects,
  name: string,
  options: DurableOptions,
): Promise<DurableChannel<T>> {
  if (name === '') throw new TypeError("a durable channel needs a name: net.durable('jobs')")
  const subject = subjects.durable(name)
  const stream = subjects.stream(name)
  try {
    const manager = await jetstreamManager(connection)
    await makeStream(manager, stream, subject, options)
    await makeReaders(manager, stream, options)
    const readers = await jetstream(connection).consumers.get(stream, READERS)
    return new DurableChannel<T>(connection, name, subject, readers)
  } catch (error) {
    const why = isRefusal(error)
      ? `the user of this connection may not open the durable channel '${name}'`
      : lacksJetStream(error)
        ? `the durable channel '${name}' needs JetStream: start the server with --jetstream`
        : `the durable channel '${name}' could not be opened`
    throw new RealmError(why, subjects.realm, error)
  }
}

async function makeStream(
  manager: JetStreamManager,
  name: string,
  subject: string,
  { capacity }: DurableOptions,
): Promise<void> {
  const bound = capacity === undefined ? {} : { max_msgs: capacity }
  try {
    await manager.streams.add({
      name,
      subjects: [subject],
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      ...bound,
    })
  } catch (error) {
    if (codeOf(error) !== DIFFERS) throw error
    if (capacity !== undefined) await manager.streams.update(name, bound)
  }
}

async function makeReaders(
  manager: JetStreamManager,
  stream: string,
  { patience }: DurableOptions,
): Promise<void> {
  const known = await manager.consumers.info(stream, READERS).catch(error => {
    if (codeOf(error) !== NO_CONSUMER) throw error
  })
  if (known !== undefined && patience === undefined) return
  await manager.consumers.add(stream, {
    durable_name: READERS,
    ack_policy: AckPolicy.Explicit,
    ack_wait: (patience ?? TIMEOUT) * 1_000_000,
  })
}
