/**
 * Publish and subscribe, by topic, with a policy for each subscriber that is slow.
 */
import type { BufferPolicy } from '../core/buffer.ts'
import { channel } from '../core/create.ts'
import { isAbandoned, onEnding } from '../core/ending.ts'
import { isNormalEnding, rootCause, show } from '../core/errors.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, wait } from '../fiber/index.ts'
import { deliver } from './broadcast.ts'
import { component } from './component.ts'

/** What becomes of the values that a subscriber is too slow for. */
export interface SubscribeOptions {
  /**
   * What may wait for the subscriber. `fifo(n)`: up to n values. `sliding(n)`, `dropping(n)`: it never holds
   * anybody up, and misses the oldest or the newest when it is slow. Left out: each value is a rendezvous.
   */
  readonly buffer?: BufferPolicy
  /**
   * What happens when the buffer is full. `wait` (the default): the publisher waits, and with it everybody.
   * `disconnect`: the subscription is poisoned with a SlowSubscriberError.
   */
  readonly slow?: 'wait' | 'disconnect'
}

/** The subscriber could not keep up and had asked to be disconnected then. */
export class SlowSubscriberError extends Error {
  override name = 'SlowSubscriberError'
}

interface Subscription<T> {
  readonly writer: Writer<T>
  readonly disconnect: boolean
}

/**
 * Who listens to what. One `publish` process feeds it; anybody may subscribe at any time.
 *
 *     const weather = new Topics<string, Report>()
 *     s.spawn(publish(reports.reader, weather, report => report.city))
 *     const oslo = weather.subscribe('Oslo', { buffer: sliding(1) })
 *     for await (const report of oslo.consume()) …     // leaving the loop ends the subscription
 */
export class Topics<K, T> {
  private readonly subscriptions = new Map<K, Set<Subscription<T>>>()
  private ending: ((writer: Writer<T>) => void) | null = null

  /**
   * Begins a subscription: every value published on the topic from now on, in order. Closing the reader ends
   * it. When the publisher has ended, so has the subscription, in the same way.
   */
  subscribe(topic: K, { buffer, slow = 'wait' }: SubscribeOptions = {}): Reader<T> {
    if (slow === 'disconnect' && buffer === undefined)
      throw new TypeError(
        `a subscriber to ${show(topic)} that is disconnected when its buffer is full needs a buffer: ` +
          "subscribe(topic, { buffer: fifo(64), slow: 'disconnect' })",
      )
    const name = `subscription to ${typeof topic === 'string' ? topic : show(topic)}`
    const { reader, writer } = channel<T>(buffer === undefined ? { name } : { name, buffer })
    if (this.ending !== null) this.ending(writer)
    else this.add(topic, { writer, disconnect: slow === 'disconnect' })
    return reader
  }

  /** Topics that somebody subscribes to. */
  get topics(): readonly K[] {
    return [...this.subscriptions.keys()]
  }

  /** Ends every subscription, and those to come: what is buffered is still read. */
  close(): void {
    this.end(writer => writer.close())
  }

  /** Ends every subscription at once, and those to come; with a cause, as a failure. */
  poison(cause?: unknown): void {
    this.end(writer => writer.poison(cause))
  }

  /**
   * Gives a value to the subscribers of a topic; resolves when those that are waited for have it.
   *
   * @throws the failure of a subscriber that is waited for and has poisoned its subscription with a cause (rejects)
   */
  async publish(topic: K, value: T): Promise<void> {
    const waitedFor: Writer<T>[] = []
    for (const { writer, disconnect } of this.subscriptions.get(topic) ?? [])
      if (!disconnect) waitedFor.push(writer)
      else if (!writer.tryWrite(value))
        writer.poison(new SlowSubscriberError(`the subscriber to ${show(topic)} could not keep up`))
    await deliver(value, waitedFor)
  }

  private add(topic: K, subscription: Subscription<T>): void {
    const subscribers = this.subscriptions.get(topic) ?? new Set()
    this.subscriptions.set(topic, subscribers.add(subscription))
    const { core } = subscription.writer
    // At once, and not when something is published: on a quiet topic those who come and go would pile up.
    onEnding(core, () => {
      if (isAbandoned(core) && subscribers.delete(subscription) && subscribers.size === 0)
        this.subscriptions.delete(topic)
    })
  }

  private end(end: (writer: Writer<T>) => void): void {
    if (this.ending !== null) return
    this.ending = end
    for (const subscribers of this.subscriptions.values())
      for (const { writer } of subscribers) end(writer)
    this.subscriptions.clear()
  }
}

/**
 * Publishes its input: each value to the subscribers of `topicOf(value)`, in parallel; a value that nobody
 * subscribes to is dropped. When the input ends, so do the subscriptions; when it fails, they are poisoned with
 * the cause.
 *
 *     publish(reports.reader, weather, report => report.city)
 *
 * Law: a subscriber that is waited for is given exactly the values of its topic since it subscribed, in order.
 * Source: core.async, pub and sub.
 */
export const publish = component(function* publish<K, T>(
  input: Reader<T>,
  topics: Topics<K, T>,
  topicOf: (value: T) => K,
) {
  // The subscriptions are no arguments of this process, so the rule is kept by hand.
  try {
    for (;;) {
      const value = yield* read(input)
      yield* wait(topics.publish(topicOf(value), value))
    }
  } catch (error) {
    if (!isNormalEnding(error)) topics.poison(rootCause(error))
    throw error
  } finally {
    topics.close()
  }
})
