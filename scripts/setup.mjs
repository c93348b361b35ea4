// Makes a fresh clone ready. Every step first looks whether it is needed: with nothing to do this takes
// a fraction of a second and prints nothing.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from './build.mjs'
import { installDebianPackages } from './lib/debian.mjs'
import { root } from './lib/paths.mjs'
import { capture } from './lib/run.mjs'
import { isInstalled, rebuild } from './lib/stale.mjs'

/**
 * Installs the packages and builds. A script cannot go on without these: a failure prints what failed and
 * ends the program with code 1.
 */
export async function setup() {
  await installOrExit('.')
  report('dist', await build())
}

/** Makes the page ready that `hocket view` serves, in a clone: a published package brings it along. */
export async function setupViewer() {
  await installOrExit('viewer')
  report('the page', await buildViewer())
}

function report(what, { code, output, built }) {
  if (code !== 0) fail(`setup: ${what} could not be built\n${output}`)
  if (built) say(`setup: built ${what}`)
}

/** What tests need: the packages, and the programs that some of them drive. The build is one of their steps. */
export async function setupTests() {
  await installOrExit('.')
  await installDebianPackages(say)
}

/**
 * Checks and builds the page if it has to, with packages of its own, which must be installed.
 *
 * @returns {Promise<{ code: number, output: string, built: boolean }>}
 */
export function buildViewer() {
  // The page reads the same events that the trace layer writes.
  const parts = ['src', 'index.html', 'vite.config.ts', 'tsconfig.json', 'package-lock.json']
  const inputs = [...parts.map(part => `viewer/${part}`), 'src/trace']
  return rebuild('viewer/dist', inputs, async () => {
    const npm = script => capture('npm', ['run', '--silent', script], { cwd: join(root, 'viewer') })
    const checked = await npm('check')
    return checked.code === 0 ? npm('build') : checked
  })
}

async function installOrExit(folder) {
  try {
    await install(folder)
  } catch (error) {
    fail(error.message)
  }
}

/**
 * Installs what the lockfile of a folder names, if that is not there. Throws when nothing is installed in
 * the end.
 *
 * @param {string} folder relative to the root: '.' or a satellite such as 'viewer'
 */
export async function install(folder) {
  const cwd = join(root, folder)
  const lockfile = readJson(join(cwd, 'package-lock.json'))
  const installed = readJson(join(cwd, 'node_modules', '.package-lock.json'))
  if (isInstalled(lockfile, installed)) return
  say(`setup: npm ci${folder === '.' ? '' : ` in ${folder}`}`)
  // No package here needs its install script: each of them only speeds up what works without.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  const { code, output } = await capture('npm', args, { cwd })
  if (code === 0) return
  // Other versions than the lockfile's may still do, offline for example; no packages at all will not.
  if (
    installed === undefined ||
    readJson(join(cwd, 'node_modules', '.package-lock.json')) === undefined
  ) {
    throw new Error(`setup: npm ci failed in ${folder}, and nothing is installed\n${output}`)
  }
  say(`setup: npm ci failed in ${folder}, going on with the packages that are there`)
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

/** On the standard error: the standard output belongs to what was asked for, a table or figures in JSON. */
function say(line) {
  process.stderr.write(`${line}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setup()
  if (process.argv.includes('--tests')) await setupTests()
}
