import { expect, test } from 'vitest'
import { runProgram } from './program.ts'

test('an operation that is held and fails before its await does not end the program', async () => {
  const { output, errors, code } = await runProgram(`
    const { channel, select, sleep } = hocket
    const c = channel('c')
    const held = [c.reader.read(), c.reader.extended(x => x), select({ c: c.reader }),
      select({ c: c.reader.map(x => x) }), c.reader[Symbol.asyncIterator]().next()]
    c.poison(new Error('disk full'))
    held.push(c.reader.read(), c.writer.write(1), select({ c: c.reader }), select({}),
      c.reader[Symbol.asyncIterator]().next(), c.reader.extended(x => x))
    const controller = new AbortController()
    held.push(sleep(1000, { signal: controller.signal }))
    controller.abort()
    held.push(sleep(1000, { signal: controller.signal }))
    await new Promise(resolve => setTimeout(resolve, 20))
    const ends = await Promise.allSettled(held)
    console.log(ends.filter(end => end.status === 'rejected').length, 'of', held.length)
  `)
  expect({ output, errors, code }).toEqual({ output: '13 of 13\n', errors: '', code: 0 })
})

test('a process that fails stays loud', async () => {
  const { errors, code } = await runProgram(`
    const c = hocket.channel('c')
    c.poison(new Error('disk full'))
    hocket.spawn(async () => { await c.reader.read() })
  `)
  expect(errors).toContain('disk full')
  expect(code).toBe(1)
})

test('nothing that was begun and withdrawn keeps the program alive', async () => {
  const { output, code } = await runProgram(`
    const { after, channel, scope, select, skip, sleep } = hocket
    await select({ late: after(100_000), skip })
    const controller = new AbortController()
    const asleep = sleep(100_000, { signal: controller.signal }).catch(() => {})
    controller.abort()
    await asleep
    await scope(s => { s.channel('c').reader.read().catch(() => {}) }, { timeout: 100_000 })
    console.log('done')
  `)
  expect({ output, code }).toEqual({ output: 'done\n', code: 0 })
})
