import { expect, test } from 'vitest'
import { check, describeFailure } from '../../src/check/index.ts'
import { channel, fifo, parallel, sleep } from '../../src/index.ts'

test('a failure is drawn: meetings, buffers, time, endings, and who is left waiting', async () => {
  const { failure } = await check(async function network() {
    const [c, d] = [channel<number>('c'), channel<number>({ name: 'd', buffer: fifo(1) })]
    await parallel(
      async function producer() {
        await c.writer.write(1)
        await d.writer.write(2)
        await sleep(10)
        await sleep(20)
        c.writer.close()
        await c.reader.read().catch(() => {})
        await d.reader.read()
        await d.reader.read()
      },
      async function consumer() {
        await c.reader.read()
        await channel('nothing').reader.read()
      },
    )
  })
  expect(describeFailure(failure!)).toContain(`
after 5 events:

producer        consumer
│               │
├────── c ─────▶│
├ writes d (1)  │
├ after 10 ms   │
├ after 20 ms   │
├ closes c      │
├ reads d (0)   │
│               ■ reads nothing
■ reads d       │
`)
})

test('an error is told once, with where it was thrown', async () => {
  const { failure } = await check(async function network() {
    const c = channel<number>('c')
    await parallel(
      async function producer() {
        await c.writer.write(1)
      },
      async function consumer() {
        throw new Error(`got ${await c.reader.read()}`)
      },
    )
  })
  const text = describeFailure(failure!)
  expect(text).toContain(`
producer  consumer
│         │
├─── c ──▶│
│         ✗ Error: got 1
`)
  expect(text).toMatch(/thrown:\n {4}at consumer \(\S*chart\.test\.ts:/)
})

test('as many processes as cannot be drawn side by side are listed', async () => {
  const { failure } = await check(async () => {
    const c = channel<number>('a channel with a long name')
    await parallel(Array.from({ length: 12 }, () => () => c.reader.read()))
  })
  const text = describeFailure(failure!)
  expect(text).not.toContain('│')
  expect(text.match(/reads a channel with a long name/g)).toHaveLength(12)
})
