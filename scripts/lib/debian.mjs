// The three programs that some tests drive and that come from Debian, not from npm.
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { capture } from './run.mjs'

/** Package → the program that shows that it is there. Here the two have one name. */
const packages = ['chromium', 'nats-server', 'spin']

/**
 * What to do about missing packages.
 *
 * @param {{ missing: string[], debian: boolean, root: boolean }} found
 * @returns {{ install: string[], skipped: string | undefined }} `skipped` is a line for the user
 */
export function decide({ missing, debian, root }) {
  if (missing.length === 0) return { install: [], skipped: undefined }
  const reason = !debian ? 'this is not Debian' : !root ? 'only root may install them' : undefined
  return reason === undefined
    ? { install: missing, skipped: undefined }
    : { install: [], skipped: `setup: not installing ${missing.join(', ')}: ${reason}` }
}

/** Installs what tests need. Never fails: a test that needs an absent program says so itself. */
export async function installDebianPackages(say) {
  const { install, skipped } = decide({
    missing: packages.filter(name => !isOnPath(name)),
    debian: isDebian(),
    root: process.getuid?.() === 0,
  })
  if (skipped !== undefined) say(skipped)
  if (install.length === 0) return
  say(`setup: installing ${install.join(', ')} with apt-get`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = args => capture('apt-get', ['-qq', '-o', 'Acquire::Retries=2', ...args], { env })
  // An update may fail for one unreachable source and the install still work, so only the install decides.
  await apt(['update'])
  const { code, output } = await apt(['install', '-y', '--no-install-recommends', ...install])
  if (code !== 0) say(`setup: ${install.join(', ')} not installed: ${lastLine(output)}`)
}

function isOnPath(program) {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.some(folder => existsSync(join(folder, program)))
}

function isDebian() {
  try {
    return /^ID(_LIKE)?=.*\bdebian\b/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}

function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? ''
}
