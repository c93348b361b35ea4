/** A real Chromium on the built page. */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const VIEWER = fileURLToPath(new URL('../../../viewer/', import.meta.url))
const ARTEFACTS = fileURLToPath(new URL('./artefacts/', import.meta.url))

/** Builds the page into a folder of the caller's own, since test files run beside each other. */
export async function buildPage(name: string): Promise<string> {
  const vite = `${VIEWER}node_modules/vite/bin/vite.js`
  if (!existsSync(vite))
    throw new Error('the viewer is not installed: run "npm --prefix viewer ci"')
  const folder = `${VIEWER}node_modules/.cache/pages/${name}`
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--outDir', folder, '--logLevel', 'error'],
    {
      cwd: VIEWER,
    },
  )
  return `${folder}/index.html`
}

export async function launch(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `no browser at ${CHROMIUM}: install Debian's chromium, or name another in CHROMIUM`,
    )
  }
  return chromium.launch({
    executablePath: CHROMIUM,
    // The sandbox does not start as root; the rest keeps the browser from asking the network by itself.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

export interface Opened {
  readonly page: Page
  /** Addresses of all requests that the page has made. */
  readonly requests: string[]
  /** Uncaught errors of the page. */
  readonly errors: string[]
}

export async function open(
  browser: Browser,
  address: string,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme })
  const requests: string[] = []
  const errors: string[] = []
  page.on('request', request => requests.push(request.url()))
  page.on('pageerror', error => errors.push(error.message))
  await page.goto(address)
  return { page, requests, errors }
}

/** Keeps a picture of the page for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(ARTEFACTS, { recursive: true })
  await page.screenshot({ path: `${ARTEFACTS}${name}.png`, animations: 'disabled' })
}

/** The node of the graph with this name. */
export function node(page: Page, name: string) {
  return page
    .locator('.node', {
      has: page.locator(`text.name, text`, { hasText: new RegExp(`^${name}$`) }),
    })
    .first()
}
