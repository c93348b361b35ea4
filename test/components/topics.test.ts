import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { publish, SlowSubscriberError, Topics } from '../../src/components/index.ts'
import {
  channel,
  fifo,
  parallel,
  type Reader,
  run,
  sleep,
  sliding,
  spawn,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { sink, source } from './harness.ts'

interface News {
  readonly topic: string
  readonly number: number
}

const topicOf = ({ topic }: News) => topic
const news = fc
  .array(fc.constantFrom('a', 'b', 'c'), { maxLength: 20 })
  .map(topics => topics.map((topic, number): News => ({ topic, number })))

test('a subscriber that is waited for has exactly the values of its topic, in order', () =>
  fc.assert(
    fc.asyncProperty(
      news,
      fc.array(fc.record({ topic: fc.constantFrom('a', 'b', 'd'), pause: fc.nat(5) }), {
        maxLength: 6,
      }),
      (list, subscribers) =>
        bubble(async b => {
          const topics = new Topics<string, News>()
          const input = channel<News>()
          const read: News[][] = subscribers.map(() => [])
          const reading = subscribers.map(({ topic, pause }, at) => {
            const subscription = topics.subscribe(topic, pause % 2 === 0 ? {} : { buffer: fifo(2) })
            return async () => {
              for await (const value of subscription) {
                read[at]!.push(value)
                if (pause > 0) await sleep(pause)
              }
            }
          })
          await b.run(() =>
            parallel([
              source(input.writer, list),
              publish(input.reader, topics, topicOf),
              ...reading,
            ]),
          )
          expect(read).toEqual(
            subscribers.map(({ topic }) => list.filter(value => value.topic === topic)),
          )
        }),
    ),
    { numRuns: 50 },
  ))

/** A publisher of one topic, running, with a way to write to it. */
function publishing() {
  const topics = new Topics<string, number>()
  const input = channel<number>('input')
  const done = run(publish(input.reader, topics, () => 'all'))
  done.catch(() => {})
  return { topics, input, done }
}

/** Reads what there is to the end. */
async function rest(reader: Reader<number>): Promise<unknown[]> {
  const values: unknown[] = []
  try {
    for await (const value of reader) values.push(value)
  } catch (error) {
    values.push(error)
  }
  return values
}

describe('slow subscribers', () => {
  test('wait: hold up the publisher, and with it everybody', () =>
    bubble(async b => {
      const { topics, input } = publishing()
      const slow = topics.subscribe('all')
      const quick: number[] = []
      spawn(sink(topics.subscribe('all'), quick))
      spawn(source(input.writer, [1, 2]), { name: 'source' })
      await b.settled()
      expect(quick).toEqual([1])
      expect(b.waiting).toContain("process 'source' is waiting in write on channel 'input'")
      expect(await rest(slow)).toEqual([1, 2])
    }))

  test('a sliding buffer: miss the oldest, hold up nobody', () =>
    bubble(async b => {
      const { topics, input } = publishing()
      const slow = topics.subscribe('all', { buffer: sliding(2) })
      spawn(source(input.writer, [1, 2, 3, 4]))
      await b.settled()
      expect(await rest(slow)).toEqual([3, 4])
    }))

  test('disconnect: are poisoned when their buffer is full, and hold up nobody', () =>
    bubble(async b => {
      const { topics, input } = publishing()
      const slow = topics.subscribe('all', { buffer: fifo(2), slow: 'disconnect' })
      const quick: number[] = []
      spawn(sink(topics.subscribe('all'), quick))
      spawn(source(input.writer, [1, 2, 3, 4]))
      await b.settled()
      expect(quick).toEqual([1, 2, 3, 4])
      const [error] = await rest(slow)
      expect((error as Error).cause).toBeInstanceOf(SlowSubscriberError)
      expect((error as Error).message).toContain("the subscriber to 'all' could not keep up")
    }))

  test('disconnect needs a buffer', () => {
    const topics = new Topics<string, number>()
    expect(() => topics.subscribe('all', { slow: 'disconnect' })).toThrow('needs a buffer')
  })
})

describe('subscriptions', () => {
  test('end when the reader closes; the others go on', () =>
    bubble(async b => {
      const { topics, input } = publishing()
      const leaver = topics.subscribe('all')
      const quick: number[] = []
      spawn(sink(topics.subscribe('all'), quick))
      spawn(source(input.writer, [1, 2, 3]))
      expect(await leaver.read()).toBe(1)
      leaver.close()
      await b.settled()
      expect(quick).toEqual([1, 2, 3])
    }))

  test('are forgotten as soon as they have ended, though nothing is published', () =>
    bubble(async () => {
      const topics = new Topics<string, number>()
      const [left, failed] = [topics.subscribe('left'), topics.subscribe('failed')]
      using _ = topics.subscribe('left')
      expect(topics.topics).toEqual(['left', 'failed'])
      left.close()
      failed.poison(new Error('boom'))
      expect(topics.topics).toEqual(['left'])
    }))

  test('do not hide what cannot be published', async () => {
    const topics = new Topics<string, unknown>()
    using _ = topics.subscribe('all', { buffer: fifo(1), slow: 'disconnect' })
    await expect(topics.publish('all', Promise.resolve(1))).rejects.toThrow(
      "a promise cannot travel through channel 'subscription to all'",
    )
  })

  test('end with the publisher, also those that come later', () =>
    bubble(async () => {
      const { topics, input, done } = publishing()
      const before = topics.subscribe('all')
      input.writer.close()
      await done
      expect(await rest(before)).toEqual([])
      expect(await rest(topics.subscribe('all'))).toEqual([])
    }))

  test('fail with the publisher, with the cause', () =>
    bubble(async () => {
      const { topics, input, done } = publishing()
      const subscription = topics.subscribe('all')
      const boom = new Error('boom')
      input.writer.poison(boom)
      await expect(done).rejects.toBe(boom)
      const [error] = await rest(subscription)
      expect((error as Error).cause).toBe(boom)
    }))
})
