/**
 * Durable channels: a buffer that outlives every node, as a work queue of JetStream.
 *
 * They promise other things than a channel, and their types say so: a write resolves when the value is *stored*,
 * not when it was taken; a value is delivered *at least* once, with an identifier by which to tell that it came
 * again, and is gone when its reader says `done`. There are no guards: the queue is no party to a selection.
 */
import {
  AckPolicy,
  DiscardPolicy,
  type JetStreamClient,
  type JsMsg,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
} from '@nats-io/jetstream'
import type { NatsConnection } from '@nats-io/transport-node'
import { ForbiddenError, UnsendableError } from '../remote/index.ts'
import { decodeValue, encodeValue } from './codec.ts'
import { isRefusal, RealmError } from './errors.ts'
import { type Subjects, token } from './subjects.ts'

export interface DurableOptions {
  /** The most values that are stored; a write to a full channel is refused. Default: no bound. */
  readonly capacity?: number
  /** How long a reader may take until the value is given to another, in milliseconds. Default: 30,000. */
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

export class DurableChannel<T> implements AsyncIterable<Delivery<T>> {
  readonly name: string
  private readonly connection: NatsConnection
  private readonly subject: string
  private readonly stream: string
  private readonly client: JetStreamClient

  /** @internal */
  constructor(connection: NatsConnection, name: string, subject: string, stream: string) {
    this.connection = connection
    this.name = name
    this.subject = subject
    this.stream = stream
    this.client = jetstream(connection)
  }

  /**
   * Stores a value. Resolves when the server has it, whether or not anybody will ever read it.
   *
   * @param options.id a word of the writer's: a second write with it within two minutes stores nothing
   * @throws UnsendableError, ForbiddenError (rejects); an error of JetStream when the channel is full
   */
  async store(value: T, { id }: { readonly id?: string } = {}): Promise<Stored> {
    const site = {
      address: { home: 'JetStream', name: this.name },
      direction: 'write',
      process: undefined,
    } as const
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
      const { seq, duplicate } = await this.client.publish(
        this.subject,
        bytes,
        id === undefined ? {} : { msgID: id },
      )
      return { id: seq, duplicate }
    } catch (error) {
      throw isRefusal(error) ? new ForbiddenError(site, error) : error
    }
  }

  /** Takes the next value, waiting for at most `timeout` milliseconds; undefined when there was none. */
  async take(timeout = 30_000): Promise<Delivery<T> | undefined> {
    const consumer = await this.client.consumers.get(this.stream, READERS)
    const message = await consumer.next({ expires: Math.max(1_000, timeout) })
    return message === null ? undefined : delivery<T>(message)
  }

  /** Takes values one at a time, until the loop is left or the connection closed. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Delivery<T>, void, undefined> {
    while (!this.connection.isClosed()) {
      const next = await this.take()
      if (next !== undefined) yield next
    }
  }
}

const READERS = 'readers'

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

/** Opens a durable channel, which is made if it is not there. */
export async function openDurable<T>(
  connection: NatsConnection,
  subjects: Subjects,
  realm: string,
  name: string,
  { capacity, patience = 30_000 }: DurableOptions,
): Promise<DurableChannel<T>> {
  const stream = `hocket_${token(realm)}_${token(name)}`.replaceAll('=', '_')
  const subject = subjects.durable(name)
  try {
    const manager = await jetstreamManager(connection)
    await manager.streams.add({
      name: stream,
      subjects: [subject],
      retention: RetentionPolicy.Workqueue,
      discard: DiscardPolicy.New,
      ...(capacity === undefined ? {} : { max_msgs: capacity }),
    })
    await manager.consumers.add(stream, {
      durable_name: READERS,
      ack_policy: AckPolicy.Explicit,
      ack_wait: patience * 1_000_000,
    })
  } catch (error) {
    const why = isRefusal(error)
      ? `the user of this connection may not open the durable channel '${name}'`
      : `durable channels need JetStream, and '${name}' could not be opened`
    throw new RealmError(why, realm, error)
  }
  return new DurableChannel<T>(connection, name, subject, stream)
}
