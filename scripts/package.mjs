// What a user installs: packed, its entry points and types resolved, its size and its unused parts checked.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { root, tool } from './lib/paths.mjs'
import { capture } from './lib/run.mjs'

/**
 * The checks of the package, by name; each takes the packed archive.
 * `attw` is asked for ESM only, which is all that the package offers.
 *
 * @type {Record<string, (archive: string) => Promise<{ code: number, output: string, note?: string }>>}
 */
export const packageChecks = {
  publint: archive => capture(tool('publint'), ['run', archive, '--strict']),
  attw: archive => capture(tool('attw'), [archive, '--profile', 'esm-only', '--no-emoji']),
  'size-limit': size,
  knip: () => capture(tool('knip'), []),
}

/** What the usual imports cost a page, minified and compressed; the limit stands in `.size-limit.json`. */
async function size() {
  const { code, output } = await capture(tool('size-limit'), ['--json'])
  const report = /^\[[\s\S]*^\]/m.exec(output)
  if (report === null) return { code: code || 1, output }
  const [{ name, size, sizeLimit }] = JSON.parse(report[0])
  const note = `${(size / 1000).toFixed(2)} of ${(sizeLimit / 1000).toFixed(2)} kB`
  return { code, output: `${name}: ${note}`, note }
}

/**
 * Packs what `npm publish` would, from a copy that has been built already.
 *
 * @returns {Promise<{ code: number, output: string, archive: string, remove(): void }>}
 */
export async function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'hocket-pack-'))
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  for (const path of ['package.json', 'LICENSE', ...manifest.files]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(root, path), join(folder, path), { recursive: true })
  }
  const result = await capture('npm', ['pack', '--silent', '--ignore-scripts'], { cwd: folder })
  return {
    ...result,
    archive: join(folder, `${manifest.name}-${manifest.version}.tgz`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
