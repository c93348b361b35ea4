import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { channel, fifo, type ProcessHandle, scope, spawn } from '../../src/node.ts'

test('an end and a channel show their name, their state and who waits', async () => {
  const numbers = channel<number>('numbers')
  expect(inspect(numbers.reader)).toBe("Reader 'numbers' (open)")
  const writes = [numbers.writer.write(1), numbers.writer.write(2)]
  expect(inspect(numbers.reader)).toBe("Reader 'numbers' (open, 2 waiting writers)")
  expect(inspect(numbers.writer)).toBe("Writer 'numbers' (open, 2 waiting writers)")
  expect(inspect({ of: [numbers] })).toBe("{ of: [ Channel 'numbers' (open, 2 waiting writers) ] }")
  await numbers.reader.read()
  await numbers.reader.read()
  await Promise.all(writes)
  const read = numbers.reader.read()
  expect(inspect(numbers)).toBe("Channel 'numbers' (open, 1 waiting reader)")
  numbers.close()
  await expect(read).rejects.toThrow()
  expect(inspect(numbers.writer)).toBe("Writer 'numbers' (closed)")
})

test('of a buffer they show how full it is, of a poisoned channel that it is, and leases', async () => {
  const jobs = channel<number>({ name: 'jobs', buffer: fifo(3) })
  await jobs.writer.write(1)
  expect(inspect(jobs)).toBe("Channel 'jobs' (open, 1 of 3 buffered)")
  expect(inspect(jobs.reader.lease())).toBe("Reader 'jobs' (leased, open, 1 of 3 buffered)")
  jobs.poison()
  expect(inspect(jobs.reader)).toBe("Reader 'jobs' (poisoned, 0 of 3 buffered)")
})

test('a scope and a process show how far they are', async () => {
  let handle: ProcessHandle<unknown> | undefined
  await scope(
    async s => {
      expect(inspect(s)).toMatch(/^Scope 'workers' \(open/)
      const never = channel<number>('never')
      handle = s.spawn(async function worker({ signal }) {
        await never.reader.read({ signal })
      })
      await Promise.resolve()
      expect(inspect(handle)).toBe("Process 'worker' (running)")
      handle.abort()
      expect(inspect(handle)).toBe("Process 'worker' (told to stop)")
    },
    { name: 'workers' },
  )
  expect(inspect(handle)).not.toContain('told to stop')
  const failing = spawn(async function failing() {
    throw new Error('broken')
  })
  await expect(failing.done).rejects.toThrow('broken')
  expect(inspect(failing)).toBe("Process 'failing' (failed)")
})
