import { describe, expect, test } from 'vitest'
import type { Waitable } from '../../src/core/waitable.ts'
import { sync as fiberSync } from '../../src/fiber/index.ts'
import {
  after,
  type Channel,
  channel,
  ended,
  fifo,
  type Reader,
  run,
  scope,
  select,
  sync,
  type Writer,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

type End = Reader<number> | Writer<number>

/** Waits for the end in each flavour, and gives what it was given. */
const waits = {
  async: (end: End) => sync(ended(end)),
  fiber: (end: End) =>
    run(function* () {
      return yield* fiberSync(ended(end))
    }),
}

const cause = new Error('broken')
const endings: [string, (c: Channel<number>) => void, object, object][] = [
  ['closed by the writer', c => c.writer.close(), { by: 'writer' }, { by: 'writer' }],
  ['closed by the reader', c => c.reader.close(), { by: 'reader' }, { by: 'reader' }],
  ['poisoned', c => c.poison(cause), { cause }, { cause }],
]

describe.each(Object.entries(waits))('the end of a channel as a guard (%s)', (_, wait) => {
  test.each(endings)('%s: who waits for it is given the error', (_, end, read, written) =>
    bubble(async b => {
      const c = channel<number>('orders')
      const waiting = [wait(c.reader), wait(c.writer)]
      await b.settled()
      end(c)
      expect(await waiting[0]).toMatchObject({ channel: 'orders', end: 'reader', ...read })
      expect(await waiting[1]).toMatchObject({ channel: 'orders', end: 'writer', ...written })
      // It stays ready.
      expect(await wait(c.writer)).toMatchObject({ channel: 'orders', end: 'writer' })
    }),
  )

  test('a writer ends at once, a reader when nothing is left to read', () =>
    bubble(async b => {
      const c = channel<number>({ name: 'orders', buffer: fifo(1) })
      await c.writer.write(1)
      let over = false
      const reading = wait(c.reader).then(() => {
        over = true
      })
      const writing = wait(c.writer)
      await b.settled()
      c.writer.close()
      await writing
      await b.settled()
      expect(over).toBe(false)
      expect(await c.reader.read()).toBe(1)
      await reading
    }))
})

test('a source that waits for something else ends when nobody reads', () =>
  bubble(async b => {
    const source = scope(async s => {
      const events = s.channel<number>('events')
      const output = s.channel<number>('output')
      const woken = s.spawn(async () => {
        const next = await select({ event: events.reader, gone: ended(output.writer) })
        return next.key
      })
      await sync(after(10))
      output.reader.close()
      return woken.done
    })
    expect(await b.run(() => source)).toBe('gone')
  }))

test('who has lost leaves nothing behind', () =>
  bubble(async b => {
    const c = channel<number>('orders')
    const gone = ended(c.writer)
    const turn = () => select({ gone, late: after(1) })
    for (let left = 3; left > 0; left--) expect(await b.run(turn)).toMatchObject({ key: 'late' })
    expect((gone as Waitable<unknown>).queue.head).toBeNull()
  }))

test('what is not an end is refused', () => {
  expect(() => ended(channel('orders') as never)).toThrow(
    "ended takes an end of a channel, not channel 'orders': ended(output)",
  )
})
