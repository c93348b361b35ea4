/** Faults of the engine that exploring its schedules has found. */
import { expect, test } from 'vitest'
import { check } from '../../src/check/index.ts'
import { channel, scope } from '../../src/index.ts'

test('a failure passes through two scopes that both give up waiting', async () => {
  const { failure } = await check(() =>
    scope(
      async outer => {
        const never = channel<number>('never')
        outer.spawn(() => never.reader.read(), { name: 'outside' })
        await scope(
          async inner => {
            inner.spawn(() => never.reader.read(), { name: 'inside' })
            throw new Error('root')
          },
          { grace: 10 },
        )
      },
      { grace: 20 },
    ),
  )
  expect(failure!.kind).toBe('error')
  expect(failure!.error).toMatchObject({ message: 'root', stillRunning: ['outside'] })
})
