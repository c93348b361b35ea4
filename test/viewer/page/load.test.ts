import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { farm } from '../streams.ts'
import { buildPage, launch, node, open, picture } from './browser.ts'
import { serve, type TestServer } from './server.ts'

let browser: Browser
let server: TestServer
const network = farm(10_000)

beforeAll(async () => {
  const [file, launched] = await Promise.all([buildPage('load'), launch()])
  browser = launched
  const header = {
    format: 'hocket-trace',
    version: 1,
    program: 'farm.ts',
    mode: 'live',
    run: 'one',
  }
  server = await serve(file, header, network.events)
}, 60_000)
afterAll(async () => {
  await browser.close()
  await server.close()
})

test('ten thousand processes are a handful of nodes, and stay so while they work', async () => {
  const { page, errors } = await open(browser, server.address, 'dark')
  await page.getByText('worker × 10k').waitFor()
  expect(await page.locator('[data-figure=processes]').textContent()).toBe('10,003')

  for (let n = 0; n < 20; n += 1) server.send(network.more(1000))
  const last = network.events.length - 1
  await page.getByText(/event (2\d|3\d|4\d)\d{3} ·/).waitFor()
  expect(last).toBeLessThan(50_000)
  // Its ends are known by now: `jobs` has become an edge.
  await page.locator('.edge', { hasText: 'jobs' }).waitFor()
  expect(await page.locator('.node').count()).toBe(4)
  await picture(page, 'farm')

  // One of the ten thousand is found, its group opened by a sample that has it, and folded again.
  await page.keyboard.press('/')
  await page.keyboard.type('worker 8765')
  await page.keyboard.press('Enter')
  await page.locator('.inspector h2', { hasText: 'worker 8765' }).waitFor()
  await page.locator('.node[data-kind=group]').dblclick()
  await node(page, 'worker 8').waitFor()
  expect(await page.locator('.node').count()).toBeLessThan(40)
  await page.getByText(/^more worker/).waitFor()
  await picture(page, 'farm-opened')
  await page.keyboard.press('f')
  await page.locator('.node[data-kind=group]', { hasText: 'worker × 10k' }).waitFor()

  // Back to where only half of them had been spawned.
  await page.getByRole('slider', { name: 'Moment of the recording' }).fill('5000')
  await page.getByText('event 5000 ·').waitFor()
  expect(await page.locator('[data-figure=processes]').textContent()).toBe('4,999')
  expect(errors).toEqual([])
  await page.close()
}, 60_000)
