import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { dropping, fifo, type Reader, sliding } from '../../src/index.ts'
import { EventOverflowError, fromEventTarget, released } from '../../src/interop/index.ts'
import { outcome } from '../core/flavours.ts'

class Numbered extends Event {
  readonly number: number

  constructor(number: number) {
    super('number')
    this.number = number
  }
}

const dispatch = (target: EventTarget, ...numbers: number[]): void => {
  for (const number of numbers) target.dispatchEvent(new Numbered(number))
}

const available = (reader: Reader<Numbered>): number[] => {
  const numbers: number[] = []
  for (let found = reader.tryRead(); found !== undefined; found = reader.tryRead())
    numbers.push(found.value.number)
  return numbers
}

test.each([
  ['sliding', sliding(2), [3, 4]],
  ['dropping', dropping(2), [1, 2]],
])('a %s buffer says which events are lost', async (_, buffer, kept) => {
  const target = new EventTarget()
  const reader = fromEventTarget<Numbered>(target, 'number', { buffer })
  dispatch(target, 1, 2, 3, 4)
  expect(available(reader)).toEqual(kept)
  const read = reader.read()
  dispatch(target, 5)
  expect((await read).number).toBe(5)
  reader.close()
  await released(reader)
  expect(getEventListeners(target, 'number')).toEqual([])
})

test('a fifo buffer that is full fails rather than loses', async () => {
  const target = new EventTarget()
  const reader = fromEventTarget<Numbered>(target, 'number', { buffer: fifo(2) })
  dispatch(target, 1, 2, 3)
  expect(await outcome(reader.read())).toMatchObject({
    error: { cause: expect.any(EventOverflowError) },
  })
  await released(reader)
  expect(getEventListeners(target, 'number')).toEqual([])
})

test('an aborted signal removes the listener, and leaves none on itself', async () => {
  const target = new EventTarget()
  const controller = new AbortController()
  const { signal } = controller
  const reader = fromEventTarget(target, 'number', { buffer: sliding(1), signal })
  expect(getEventListeners(target, 'number')).toHaveLength(1)
  controller.abort(new Error('enough'))
  await released(reader)
  expect(getEventListeners(target, 'number')).toEqual([])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('there is no default for what is lost', () => {
  const noBuffer = {} as { buffer: ReturnType<typeof fifo> }
  expect(() => fromEventTarget(new EventTarget(), 'number', noBuffer)).toThrow(
    '{ buffer: sliding(64) } loses the oldest',
  )
})
