/** Pause, step and resume on a program that runs, and what the page shows of it: the whole way and back. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { buildPage, launch, node, open, picture } from './browser.ts'
import { type Viewer, viewer } from './program.ts'

let browser: Browser
let started: Viewer

beforeAll(async () => {
  const [file, opened] = await Promise.all([buildPage('held'), launch()])
  browser = opened
  started = viewer(file)
}, 60_000)
afterEach(() => started.stop())
afterAll(async () => {
  await browser.close()
  started.remove()
})

/** A limit for what hangs, not a measure. */
const SOON = { timeout: 20_000 }

const position = async (page: Page) =>
  Number(/event (\d+)/.exec((await page.locator('.place').textContent()) ?? '')?.[1])

/** Waits until no event comes any more, and gives the number of the last. */
async function standstill(page: Page): Promise<number> {
  for (let last = -1; ; ) {
    const now = await position(page)
    if (now === last) return now
    last = now
    await page.waitForTimeout(400)
  }
}

const happening = (page: Page) => page.locator('.happening')

/** A ring in which a number goes round: never idle, and faster than any page. */
const RING = (flavour: 'async' | 'fiber') => `
  import { channel, parallel } from './src/node.js'
  import { read, write } from './src/fiber/index.js'
  const [a, b, c] = ['a', 'b', 'c'].map(name => channel(name))
  await parallel(${
    flavour === 'async'
      ? `
    async function first() { for (let n = 0; ; n++) { await a.writer.write(n); await c.reader.read() } },
    async function second() { for (;;) await b.writer.write(await a.reader.read()) },
    async function third() { for (;;) await c.writer.write(await b.reader.read()) },`
      : `
    function* first() { for (let n = 0; ; n++) { yield* write(a.writer, n); yield* read(c.reader) } },
    function* second() { for (;;) yield* write(b.writer, yield* read(a.reader)) },
    function* third() { for (;;) yield* write(c.writer, yield* read(b.reader)) },`
  }
  )`

test.each(['async', 'fiber'] as const)(
  'a held program stands still, and each step lets one process go on (%s)',
  async flavour => {
    const { page, errors } = await open(browser, await started.start('ring.js', RING(flavour)))
    await node(page, 'third').waitFor()
    await page.keyboard.press(' ')
    await page.getByRole('status').filter({ hasText: 'paused' }).waitFor()
    const stood = await standstill(page)
    expect(await happening(page).textContent()).toBe('')

    // In this ring a process that goes on either waits, or lets exactly one other go on.
    const seen: string[] = []
    let last = stood
    for (let steps = 0; steps < 12; steps += 1) {
      await page.keyboard.press('.')
      await expect.poll(() => position(page), SOON).toBeGreaterThan(last)
      // What a process does in its turn arrives together.
      const now = await position(page)
      expect(now - last).toBeLessThanOrEqual(2)
      last = now
      const text = (await happening(page).textContent()) ?? ''
      expect(text).toMatch(
        /^(first|second|third) (reads|writes) [abc]$|^(\w+) → (\w+) \([abc]\)$|^(\w+) resumes$/,
      )
      const acting = await page.locator('.node.acting').count()
      expect(acting).toBe(text.includes('→') ? 2 : 1)
      seen.push(text)
    }
    expect(seen).toContainEqual(expect.stringContaining('→'))
    expect(new Set(seen.map(text => text.split(' ')[0])).size).toBe(3)
    await picture(page, `held-${flavour}`)

    // Between two steps nothing moves by itself.
    expect(await standstill(page)).toBe(last)
    await page.getByRole('button', { name: 'One event back' }).click()
    await page.getByText(`event ${last - 1} ·`).waitFor()
    await page.keyboard.press('l')
    await page.getByText(`event ${last} ·`).waitFor()

    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('status').filter({ hasText: 'live' }).waitFor()
    await expect.poll(() => position(page), SOON).toBeGreaterThan(last + 1000)
    expect(await page.locator('.node.acting').count()).toBe(0)
    expect(errors).toEqual([])
    await page.close()
  },
)

test('a step that nobody can make is said to be none', async () => {
  const program = `
    import { parallel, sleep } from './src/node.js'
    await parallel(async function sleeper() { await sleep(1e9) })`
  const { page } = await open(browser, await started.start('sleeping.js', program))
  await node(page, 'sleeper').waitFor()
  await page.keyboard.press(' ')
  await page.getByRole('status').filter({ hasText: 'paused' }).waitFor()
  const told = page.getByRole('alert').filter({ hasText: 'No step to make' })
  // The answer comes after what the page is told, as it may: then it must not take it away.
  await page.route('**/step?*', async route => {
    const response = await route.fetch()
    await told.waitFor()
    await route.fulfill({ response })
  })
  const answered = page.waitForResponse(/\/step/)
  await page.keyboard.press('.')
  await (await answered).finished()
  await page.evaluate('new Promise(requestAnimationFrame)')
  expect(await told.count()).toBe(1)
  await page.close()
})

test('of a program faster than its page nobody is shown who has ended unseen', async () => {
  const program = `
    import { channel, parallel, sleep } from './src/node.js'
    import { read, write } from './src/fiber/index.js'
    const [gate, flood] = [channel('gate'), channel('flood')]
    await parallel(
      async function source() {
        await sleep(1000)
        await parallel(function* () {
          for (let n = 0; n < 600_000; n++) {
            yield* write(flood.writer, n)
            // All along the flood one after the other ends.
            if (n % 15_000 === 0) yield* write(gate.writer, n)
          }
        })
        flood.writer.close()
      },
      function* sink() { for (;;) yield* read(flood.reader) },
      ...Array.from({ length: 40 }, () => function* early() { yield* read(gate.reader) }),
    )
    await parallel(async function late() { for (;;) await sleep(50) })`
  const { page } = await open(browser, await started.start('flood.js', program))
  await page.getByRole('button', { name: /group early, 40 processes/ }).waitFor()
  await node(page, 'late').waitFor({ timeout: 40_000 })
  await expect.poll(() => page.locator('[data-figure=processes]').textContent(), SOON).toBe('1')
  expect(await page.locator('.node.blocked, .node.running').count()).toBe(1)
  await page.close()
})

test('source lines of a program that is debugged open in an editor', async () => {
  const address = await started.start('ring.js', RING('async'), '--debug')
  const { page } = await open(browser, address)
  await node(page, 'second').click()
  const link = page.locator('.inspector a').first()
  await link.waitFor()
  const place = `${started.compiled.folder}/ring.js`
  expect(await link.getAttribute('href')).toContain(`vscode://file${place}:`)
  await page.close()
})
