// Whether something made earlier still fits what it was made from. By content and lists, not by comparing
// two times of modification: a checkout, a copy and a deleted file all leave those misleading.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'

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
