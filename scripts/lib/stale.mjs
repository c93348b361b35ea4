// Whether something made earlier still fits what it was made from. By content and lists, not by comparing
// two times of modification: a checkout, a copy and a deleted file all leave those misleading.
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { cache, root } from './paths.mjs'

/**
 * True when the packages of a lockfile are installed: npm records what it installed in
 * `node_modules/.package-lock.json`, in the lockfile's own format.
 *
 * @param {{ packages?: Record<string, { version?: string, optional?: boolean, link?: boolean }> }} lockfile
 * @param {typeof lockfile | undefined} installed undefined when nothing has been installed
 */
export function isInstalled(lockfile, installed) {
  if (installed === undefined) return false
  const present = installed.packages ?? {}
  const wanted = lockfile.packages ?? {}
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue
    const found = present[path]
    // Optional packages are mostly binaries for other platforms, and rightly absent.
    if (found === undefined ? !entry.optional : found.version !== entry.version) return false
  }
  return Object.keys(present).every(path => path in wanted)
}

/**
 * Builds a folder when it does not stand for what it is built from any more.
 *
 * @param {string} folder relative to the root, as the inputs are
 * @param {string[]} inputs files and folders
 * @param {() => Promise<{ code: number, output: string }>} make builds it
 * @returns {Promise<{ code: number, output: string, built: boolean }>}
 */
export async function rebuild(folder, inputs, make) {
  const stamp = join(cache, `${folder.replaceAll('/', '-')}.stamp`)
  const from = fingerprint(root, inputs)
  const seal = () => `${from} ${fingerprint(root, [folder])}`
  if (read(stamp) === seal()) return { code: 0, output: '', built: false }
  const result = await make()
  if (result.code === 0) {
    mkdirSync(cache, { recursive: true })
    writeFileSync(stamp, seal())
  }
  return { ...result, built: true }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * One digest for the names and contents of files; folders stand for all files below them, and a path that
 * does not exist for nothing.
 *
 * @param {string} base names are taken relative to this folder, so that a moved checkout keeps its digest
 * @param {string[]} paths files and folders, relative to `base`
 */
export function fingerprint(base, paths) {
  const hash = createHash('sha256')
  for (const file of paths.flatMap(path => filesUnder(join(base, path)))) {
    hash
      .update(`${relative(base, file)}\0`)
      .update(readFileSync(file))
      .update('\0')
  }
  return hash.digest('hex')
}

/** Every file below a folder in a fixed order; the path itself when it is a file. */
export function filesUnder(path) {
  const kind = statSync(path, { throwIfNoEntry: false })
  if (kind === undefined) return []
  if (kind.isFile()) return [path]
  return readdirSync(path)
    .sort()
    .flatMap(name => filesUnder(join(path, name)))
}
