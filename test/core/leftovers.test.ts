/**
 * What the constructs leave behind when they are cancelled: nothing, by counting.
 */
import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Offer } from '../../src/core/queue.ts'
import { timers } from '../../src/core/timer.ts'
import type { Waitable } from '../../src/core/waitable.ts'
import { call as fiberCall, sync as fiberSync } from '../../src/fiber/index.ts'
import {
  after,
  barrier,
  bucket,
  callChannel,
  channel,
  choose,
  crew,
  ended,
  every,
  type Guard,
  never,
  promised,
  type Reader,
  scope,
  select,
  semaphore,
  spawn,
  supervise,
  sync,
  withNack,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'
import { outcome } from './flavours.ts'

interface Subject {
  readonly guard: Guard<unknown>
  /** The first of those who wait, at each place where its parties wait. */
  readonly first: () => readonly (Offer | null)[]
}

const waitable = (one: Waitable<unknown>): Subject => ({
  guard: one,
  first: () => [one.queue.head],
})

/** A guard of each kind, of which none can happen. */
const subjects: Record<string, () => Subject> = {
  barrier: () => waitable(barrier(5)),
  bucket: () => waitable(bucket()),
  semaphore: () => {
    const gate = semaphore(1)
    gate.tryAcquire()
    const [branch] = gate.branches()
    const { core } = (branch as { guard: unknown }).guard as Reader<unknown>
    return { guard: gate, first: () => [core.readers] }
  },
  'crew, shared': () => {
    const table = crew()
    table.exclusive.tryAcquire()
    return waitable(table.shared)
  },
  'crew, exclusive': () => {
    const table = crew()
    table.shared.tryAcquire()
    return waitable(table.exclusive)
  },
  ticks: () => ({ guard: every(1_000), first: () => [] }),
  promise: () => waitable(promised(new Promise(() => {})) as Waitable<unknown>),
  'requests of a call channel': () => {
    const { requests } = callChannel()
    return { guard: requests, first: () => [requests.core.readers] }
  },
  'the end of a channel': () => waitable(ended(channel().writer) as Waitable<unknown>),
  'with a nack': () => {
    const [input, output] = [channel<number>('input'), channel<number>('output')]
    const inner = choose<unknown>(input.reader, output.writer.offer(1), after(1_000))
    return {
      guard: withNack(() => inner),
      first: () => [input.reader.core.readers, output.writer.core.writers],
    }
  },
}

const expectNothingLeft = (signal: AbortSignal, { first }: Subject): void => {
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(timers.pending).toBe(0)
  for (const offer of first()) expect(offer).toBeNull()
}

describe.each(Object.entries(subjects))(
  '%s leaves no timer, listener or party behind',
  (_, make) => {
    test('when it is aborted', () =>
      bubble(async b => {
        const subject = make()
        const { signal, abort } = controller()
        const waiting = [
          sync(subject.guard, { signal }),
          select([subject.guard, never], { signal }),
        ]
        await b.settled()
        expect(getEventListeners(signal, 'abort')).toHaveLength(1)
        abort()
        for (const one of waiting) expect(await outcome(one)).toEqual({ error: 'enough' })
        expectNothingLeft(signal, subject)
        expect(await outcome(sync(subject.guard, { signal }))).toEqual({ error: 'enough' })
        expectNothingLeft(signal, subject)
      }))

    test('when another case is chosen', () =>
      bubble(async b => {
        const subject = make()
        const { signal } = controller()
        const bell = channel<number>('bell')
        const chosen = select({ subject: subject.guard, bell: bell.reader }, { signal })
        await b.settled()
        await bell.writer.write(1)
        expect(await chosen).toMatchObject({ key: 'bell' })
        expectNothingLeft(signal, subject)
      }))

    test('when its fiber is interrupted, or its scope cancelled', () =>
      bubble(async b => {
        const subject = make()
        const { signal, abort } = controller()
        const fiber = spawn(function* () {
          yield* fiberSync(subject.guard)
        })
        const cancelled = scope(
          async s => {
            s.spawn(function* () {
              yield* fiberSync(subject.guard)
            })
            await sync(subject.guard, s)
          },
          { signal },
        )
        await b.settled()
        fiber.abort('enough')
        abort()
        expect(await outcome(cancelled)).toEqual({ error: 'enough' })
        await b.settled()
        expectNothingLeft(signal, subject)
      }))
  },
)

test('a thousand operations on one signal are one listener', () =>
  bubble(async b => {
    const { signal, abort } = controller()
    const turn = barrier(2_000)
    const waiting = Array.from({ length: 1_000 }, () => outcome(turn.sync({ signal })))
    await b.settled()
    expect(turn.waiting).toBe(1_000)
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    abort()
    await Promise.all(waiting)
    expectNothingLeft(signal, waitable(turn))
  }))

describe('a caller leaves nothing behind', () => {
  test.each(['async', 'fiber'])('when its call is withdrawn (%s)', flavour =>
    bubble(async b => {
      const squares = callChannel<number, number>('squares')
      const { signal, abort } = controller()
      const made = scope(
        async s => {
          if (flavour === 'async') await squares.call(1, s)
          else await s.spawn(() => fiberCall(squares, 1)).done
        },
        { signal },
      )
      await b.settled()
      expect(squares.requests.core.writers).not.toBeNull()
      abort()
      expect(await outcome(made)).toEqual({ error: 'enough' })
      expectNothingLeft(signal, { guard: never, first: () => [squares.requests.core.writers] })
      // Not even in the list of calls that poison would fail.
      squares.poison()
    }),
  )
})

test('a supervisor leaves nothing behind, neither in an attempt nor between two', () =>
  bubble(async b => {
    for (const outside of [5, 15]) {
      const { signal, abort } = controller()
      const supervised = outcome(
        supervise(
          async context => {
            await sync(after(10), context)
            throw new Error('broken')
          },
          { restarts: 5, backoff: 10, signal },
        ),
      )
      await b.advance(outside)
      abort()
      expect(await supervised).toEqual({ error: 'enough' })
      expectNothingLeft(signal, { guard: never, first: () => [] })
    }
  }))

function controller(): { readonly signal: AbortSignal; abort(): void } {
  const made = new AbortController()
  return { signal: made.signal, abort: () => made.abort('enough') }
}
