import { describe, expect, test } from 'vitest'
import { isNormalEnding, rootCause, show } from '../../src/core/errors.ts'
import { ChannelError, ClosedError, channel, PoisonError } from '../../src/index.ts'

function thrown(action: () => unknown): Error {
  try {
    action()
  } catch (error) {
    return error as Error
  }
  return expect.unreachable('nothing was thrown')
}

describe('the rule of normal endings', () => {
  const c = (end: (c: ReturnType<typeof channel<number>>) => void) => {
    const made = channel<number>('c')
    end(made)
    return {
      read: thrown(() => made.reader.tryRead()),
      write: thrown(() => made.writer.tryWrite(1)),
    }
  }

  test.each([
    ['reading after the writing side was closed', c(x => x.writer.close()).read, true],
    ['writing after the writing side was closed', c(x => x.writer.close()).write, false],
    ['reading after the reading side was closed', c(x => x.reader.close()).read, true],
    ['writing after the reading side was closed', c(x => x.reader.close()).write, true],
    ['poison without a cause', c(x => x.poison()).read, true],
    ['poison with a cause', c(x => x.poison(new Error('why'))).write, false],
    ['any other error', new Error('broken'), false],
    ['what is no error', undefined, false],
  ])('%s', (_, error, normal) => {
    expect(isNormalEnding(error)).toBe(normal)
  })

  test('both are ChannelErrors that name channel and end', () => {
    const { read, write } = c(x => x.writer.close())
    expect(read).toBeInstanceOf(ClosedError)
    expect(read).toBeInstanceOf(ChannelError)
    expect([read, write]).toMatchObject([
      { channel: 'c', end: 'reader' },
      { channel: 'c', end: 'writer' },
    ])
  })
})

test('the root of a failure is found through however many channels', () => {
  const root = new Error('disk full')
  const details = { channel: 'c', end: 'reader' as const }
  const first = new PoisonError('first', { ...details, cause: root })
  const second = new PoisonError('second', { ...details, cause: first })
  expect(rootCause(second)).toBe(root)
  const normal = new PoisonError('no cause', details)
  expect(rootCause(normal)).toBe(normal)
  expect(rootCause('anything')).toBe('anything')
})

test('values are shown briefly, whatever they are', () => {
  const hostile = {
    toString() {
      throw new Error('no')
    },
  }
  expect([show('x'), show(42), show(null), show(hostile), show(() => {})]).toEqual([
    "'x'",
    '42',
    'null',
    '[object Object]',
    'function (anonymous)',
  ])
  expect(show('x'.repeat(100))).toHaveLength(42)
})
