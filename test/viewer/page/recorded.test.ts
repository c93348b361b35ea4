import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asFile, philosophers, wordfreq } from '../streams.ts'
import { buildPage, launch, node, open, picture } from './browser.ts'

let browser: Browser
let file: string

beforeAll(async () => {
  ;[file, browser] = await Promise.all([buildPage('recorded'), launch()])
}, 60_000)
afterAll(() => browser.close())

/** Opens the page from the disk, without any server, and gives it a trace. */
async function openTrace(text: string, name = 'trace.jsonl') {
  const opened = await open(browser, pathToFileURL(file).href)
  await opened.page.getByText('Drop a trace here').waitFor()
  await give(opened.page, text, name)
  return opened
}

function give(page: Page, text: string, name: string): Promise<void> {
  return page
    .getByLabel('Open a recorded trace')
    .setInputFiles({ name, mimeType: 'application/jsonl', buffer: Buffer.from(text) })
}

const scrubber = (page: Page) => page.getByRole('slider', { name: 'Moment of the recording' })

test('the scrubber moves the picture', async () => {
  const events = wordfreq(60)
  const { page, errors } = await openTrace(asFile(events))
  await node(page, 'print').waitFor()
  expect(await page.getByRole('status').textContent()).toBe('recording')
  const last = events.length - 1
  expect(await scrubber(page).inputValue()).toBe(String(last))
  expect(await node(page, 'split').getAttribute('aria-label')).toBe('process split, reads lines')

  // In the middle the last wait of the splitter has not begun.
  await scrubber(page).fill(String(Math.floor(last / 2)))
  await page.getByText(`event ${Math.floor(last / 2)} ·`).waitFor()
  expect(await node(page, 'split').getAttribute('aria-label')).not.toBe(
    'process split, reads lines',
  )
  await picture(page, 'recorded-middle')

  // At the beginning nobody is there, yet everybody keeps the place.
  const place = await node(page, 'print').boundingBox()
  await scrubber(page).fill('4')
  await page.getByText('event 4 ·').waitFor()
  expect(await node(page, 'print').getAttribute('class')).toContain('absent')
  expect(await page.locator('[data-figure=processes]').textContent()).toBe('1')
  expect(await node(page, 'print').boundingBox()).toEqual(place)

  await page.keyboard.press('.')
  await page.getByText('event 5 ·').waitFor()
  await page.keyboard.press(',')
  await page.keyboard.press(',')
  await page.getByText('event 3 ·').waitFor()
  await page.keyboard.press('l')
  await page.getByText(`event ${last} ·`).waitFor()
  expect(errors).toEqual([])
  await page.close()
})

test('a recording plays from its beginning to its end', async () => {
  const events = wordfreq(3)
  const { page } = await openTrace(asFile(events))
  await node(page, 'print').waitFor()
  await page.getByRole('button', { name: 'Play' }).click()
  await page.getByRole('button', { name: 'Stop playing' }).waitFor()
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
  expect(await scrubber(page).inputValue()).toBe(String(events.length - 1))
  await page.close()
})

test('the knot of a deadlock is drawn red, from the verdict on', async () => {
  const events = philosophers()
  const { page } = await openTrace(asFile(events, { program: 'philosophers-naive.ts' }))
  await page.getByRole('alert').filter({ hasText: 'Deadlock' }).waitFor()
  expect(await page.getByRole('status').textContent()).toBe('deadlock')
  const knot = page.locator('.node.knot[data-kind=process]')
  expect(await knot.count()).toBe(10)
  const red = (selector: string, property: string) =>
    page.evaluate<boolean>(`[...document.querySelectorAll('${selector}')].every((e) => {
      const [r, g, b] = getComputedStyle(e).${property}.match(/\\d+/g).map(Number)
      return r > 180 && g < 110 && b < 110
    })`)
  expect(await red('.node.knot .box', 'stroke')).toBe(true)
  expect(await red('.edge.waits .line', 'stroke')).toBe(true)
  expect(await page.locator('.edge.waits').count()).toBe(10)
  expect(await node(page, 'dinner').getAttribute('class')).not.toContain('knot')
  await node(page, 'Hypatia').click()
  await page.getByText('it waits for processes that wait for it').waitFor()
  expect(await page.locator('.inspector a').first().getAttribute('href')).toMatch(
    /^vscode:\/\/file\/app\/main.ts:\d+/,
  )
  await picture(page, 'deadlock')

  await scrubber(page).fill(String(events.length - 2))
  await page.getByText(`event ${events.length - 2} ·`).waitFor()
  expect(await knot.count()).toBe(0)
  await page.close()
})

test('a counterexample is read from its beginning, step by step', async () => {
  const { page } = await openTrace(
    asFile(philosophers(0), { mode: 'counterexample', property: 'free of deadlock' }),
  )
  await page.getByText('Counterexample: free of deadlock').waitFor()
  await page.getByText('event -1 ·').waitFor()
  await page.getByRole('button', { name: 'One event on' }).click()
  await page.getByText('event 0 ·').waitFor()
  await page.close()
})

test('a counterexample in which no time passes is played event by event', async () => {
  const events = philosophers(0).map(event => ({ ...event, time: 0 }))
  const { page } = await openTrace(asFile(events, { mode: 'counterexample' }))
  await page.getByText('event -1 ·').waitFor()
  expect(await page.locator('.charts').count()).toBe(0)
  await page.getByRole('button', { name: 'Play' }).click()
  const last = events.length - 1
  const seen = new Set<number>()
  await expect
    .poll(async () => seen.add(Number(await scrubber(page).inputValue())).has(last), {
      timeout: 20_000,
    })
    .toBe(true)
  expect(seen.size).toBeGreaterThan(4)
  await page.close()
})

test('what is no trace is refused with its reason, and the page stays as it was', async () => {
  const { page } = await openTrace('not a trace', 'letter.txt')
  await page.getByRole('alert').filter({ hasText: 'letter.txt: line 1 is not JSON' }).waitFor()
  await page.getByRole('button', { name: 'Dismiss' }).click()
  await picture(page, 'empty')
  await give(page, asFile(wordfreq(2)), 'good.jsonl')
  await node(page, 'merge').waitFor()
  await page.close()
})

test('a page that carries its trace is whole in itself', async () => {
  const text = asFile(wordfreq(2)).replaceAll('<', '\\u003c')
  const html = readFileSync(file, 'utf8')
  expect(html).toContain('<!--hocket-trace-->')
  const carrying = `${dirname(file)}/carrying.html`
  writeFileSync(
    carrying,
    html.replace(
      '<!--hocket-trace-->',
      () => `<script type="application/jsonl" id="trace" data-name="kept.jsonl">${text}</script>`,
    ),
  )
  const { page, requests, errors } = await open(browser, pathToFileURL(carrying).href)
  await node(page, 'merge').waitFor()
  expect(await page.locator('.program').textContent()).toBe('kept.jsonl')
  expect(requests.filter(url => !/^(file|blob|data):/.test(url))).toEqual([])
  expect(errors).toEqual([])
  await page.close()
})

test('nothing on the page can reach another server', async () => {
  let hits = 0
  const other = createServer((_request, response) => {
    hits += 1
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('reached')
  })
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
  const { page } = await openTrace(asFile(wordfreq(1)))
  const outcome = await page.evaluate<string[]>(`(async () => {
    const address = ${JSON.stringify(address)}
    const attempt = (f) => f().then(() => 'reached', () => 'refused')
    const element = (name, attribute) => () => new Promise((resolve, reject) => {
      const e = document.createElement(name)
      e.onload = resolve
      e.onerror = reject
      e[attribute] = address
      if (name === 'link') e.rel = 'stylesheet'
      document.head.append(e)
    })
    return Promise.all([
      attempt(() => fetch(address)),
      attempt(element('img', 'src')),
      attempt(element('script', 'src')),
      attempt(element('link', 'href')),
      attempt(async () => { if (!navigator.sendBeacon(address)) throw new Error() ; await new Promise((_, no) => document.addEventListener('securitypolicyviolation', no)) }),
    ])
  })()`)
  expect(outcome).toEqual(['refused', 'refused', 'refused', 'refused', 'refused'])
  expect(hits).toBe(0)
  await new Promise(resolve => other.close(resolve))
  await page.close()
})
