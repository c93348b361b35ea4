import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { script, wordfreq } from '../streams.ts'
import { buildPage, launch, node, open, picture } from './browser.ts'
import { serve, type TestServer } from './server.ts'

const header = {
  format: 'hocket-trace',
  version: 1,
  program: 'examples/wordfreq.ts',
  mode: 'live',
  run: 'one',
}
let browser: Browser
let file: string
let server: TestServer

beforeAll(async () => {
  ;[file, browser] = await Promise.all([buildPage('live'), launch()])
}, 60_000)
afterEach(() => server.close())
afterAll(() => browser.close())

test('a pipeline is drawn while it runs: processes, shared channels, rates, charts', async () => {
  server = await serve(file, header, wordfreq(40))
  const { page, requests, errors } = await open(browser, server.address)
  await node(page, 'merge').waitFor()
  expect(await page.locator('.node[data-kind=process]').count()).toBe(9)
  expect(await page.locator('.node[data-kind=channel]').count()).toBe(2)
  expect(await page.locator('[data-figure=processes]').textContent()).toBe('9')
  expect(await page.locator('[data-figure=channels]').textContent()).toBe('4')
  expect(await page.getByRole('status').textContent()).toBe('live')
  expect(await page.title()).toContain('wordfreq.ts')
  expect(await page.locator('.edge .rate').first().textContent()).toMatch(/\/s$/)
  expect(await page.locator('.charts canvas').count()).toBe(2)
  expect(await node(page, 'split').getAttribute('aria-label')).toBe('process split, reads lines')
  await picture(page, 'wordfreq')
  expect(errors).toEqual([])
  expect(
    requests.filter(url => !url.startsWith(server.origin) && !/^(blob|data):/.test(url)),
  ).toEqual([])
  await page.close()
})

test('pause, step and resume reach the program, and what it says is shown', async () => {
  server = await serve(file, header, wordfreq(2))
  const { page } = await open(browser, server.address)
  await node(page, 'merge').waitFor()
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByRole('status').filter({ hasText: 'paused' }).waitFor()
  await page.getByRole('button', { name: 'One event on' }).click()
  await node(page, 'merge').press(' ')
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor()
  expect(server.controls).toEqual(['/pause', '/step', '/resume'])
  await page.close()
})

test('a lost connection is said, and mended without telling anything twice', async () => {
  const events = wordfreq(10)
  server = await serve(file, header, [])
  const { page } = await open(browser, server.address)
  await page.getByText('Waiting for the first process').waitFor()
  server.send(events.slice(0, 200))
  await page.getByText('event 199 ·').waitFor()
  server.drop()
  await page.getByRole('status').filter({ hasText: 'connection lost' }).waitFor()
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor()
  expect(server.connections).toEqual([undefined, '199'])
  server.send(events.slice(190))
  await page.getByText(`event ${events.length - 1} ·`).waitFor()
  expect(await page.getByText('9 in all').count()).toBe(1)
  expect(await page.getByText('events missed').count()).toBe(0)
  server.sendNamed('end', {})
  await page.getByRole('status').filter({ hasText: 'ended' }).waitFor()
  await page.close()
})

test('another run at the same address begins an empty page', async () => {
  server = await serve(file, header, wordfreq(2))
  const { page } = await open(browser, server.address)
  await node(page, 'merge').waitFor()
  server.restart({ ...header, run: 'two', program: 'other.ts' })
  await page.getByText('Waiting for the first process').waitFor()
  const s = script()
  s.spawn('alone')
  server.send(s.events)
  await node(page, 'alone').waitFor()
  expect(await page.locator('.node').count()).toBe(1)
  await page.close()
})

test('without the right token the page says that it was refused', async () => {
  server = await serve(file, header)
  const { page } = await open(browser, server.address)
  // The page itself came with the token; another run has another one.
  await page.evaluate("history.replaceState(null, '', '/?token=wrong')")
  await page.route('**/?token=wrong', route =>
    route.fulfill({ path: file, contentType: 'text/html' }),
  )
  await page.reload()
  await page.getByText('The program refused the connection').waitFor()
  await page.close()
})

test('everything can be done by keys, and everything has a name', async () => {
  server = await serve(file, header, wordfreq(10))
  const { page } = await open(browser, server.address)
  await node(page, 'merge').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('mer')
  await page.getByRole('option', { name: 'merge process' }).waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.inspector h2', { hasText: 'merge' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.inspector h2', { hasText: 'The network' }).waitFor()

  await node(page, 'split').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.locator('.inspector h2', { hasText: 'words' }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Help' }).waitFor()
  await picture(page, 'help')
  await page.keyboard.press('Escape')

  const nameless = await page.evaluate<string[]>(`
    [...document.querySelectorAll('button, input, [role=button], [role=img]')]
      .filter((e) => !e.closest('[aria-hidden=true]') && !e.closest('[role=img]:not(:scope)'))
      .filter((e) => !e.getAttribute('aria-label') && !e.textContent.trim() && !e.labels?.length
        && e.getAttribute('aria-hidden') !== 'true' && !e.parentElement.closest('[role=img]'))
      .map((e) => e.outerHTML.slice(0, 120))`)
  expect(nameless).toEqual([])
  await page.close()
})

test('dark and light follow the system until the user chooses', async () => {
  server = await serve(file, header, wordfreq(20))
  const { page } = await open(browser, server.address, 'dark')
  await node(page, 'merge').waitFor()
  const theme = (name: string) => page.locator(`html[data-theme=${name}]`).waitFor()
  await theme('dark')
  await node(page, 'words').click()
  await picture(page, 'wordfreq-dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await theme('light')
  await page.getByRole('button', { name: 'Dark theme' }).click()
  await theme('dark')
  await page.reload()
  await theme('dark')
  await page.close()
})
