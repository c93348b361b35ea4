// What a user installs: packed, its entry points and types resolved, its size and its unused parts checked.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
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
 * Packs what `npm publish` would, from a copy, without the entry points whose sources are not written yet.
 *
 * @returns {Promise<{ code: number, output: string, archive: string, absent: string[], remove(): void }>}
 */
export async function pack() {
  const folder = mkdtempSync(join(tmpdir(), 'hocket-pack-'))
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const absent = Object.keys(manifest.exports).filter(name => !isWritten(manifest.exports[name]))
  for (const name of absent) delete manifest.exports[name]
  if (!isWritten(manifest.bin.hocket)) delete manifest.bin
  // The copy has been built already.
  delete manifest.scripts.prepack
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
  for (const path of [...manifest.files, 'LICENSE']) {
    if (!existsSync(join(root, path))) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    cpSync(join(root, path), join(folder, path), { recursive: true })
  }
  const result = await capture('npm', ['pack', '--silent', '--ignore-scripts'], { cwd: folder })
  return {
    ...result,
    archive: join(folder, `${manifest.name}-${manifest.version}.tgz`),
    absent,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** An entry counts as written when its source exists: then what was compiled from it must exist too. */
function isWritten(entry) {
  const target = typeof entry === 'string' ? entry : entry.default
  const source = target.replace(/^(\.\/)?dist\//, 'src/').replace(/\.js$/, '.ts')
  return existsSync(join(root, source))
}
