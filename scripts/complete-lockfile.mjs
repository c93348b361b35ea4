// node scripts/complete-lockfile.mjs [folder]: names in a lockfile the optional packages for other platforms
// that npm left out. npm omits them when the registry that it asked has not got them, as partial mirrors do, and
// `npm ci` then refuses the lockfile everywhere. Run it after `npm install`; it needs no network.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './lib/paths.mjs'

const file = join(root, process.argv[2] ?? '.', 'package-lock.json')
const lockfile = JSON.parse(readFileSync(file, 'utf8'))
const { packages } = lockfile

const added = []
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (isResolved(path, name)) continue
    packages[`node_modules/${name}`] = {
      version: range.replace(/^[\^~]/, ''),
      ...platform(name),
      ...(entry.dev && { dev: true }),
      optional: true,
    }
    added.push(name)
  }
}
if (added.length > 0) {
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
  lockfile.packages = Object.fromEntries(sorted)
  writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`)
}
console.log(added.length === 0 ? 'nothing was missing' : `added ${added.join(', ')}`)

/** Looks for a package as Node would, from the folder of `path` outward. */
function isResolved(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (`${at === '' ? '' : `${at}/`}node_modules/${name}` in packages) return true
    if (at === '') return false
  }
}

/** The platform that a binary package is for, told by its name: `@scope/tool-linux-arm64-musl`. */
function platform(name) {
  const words = name.split(/[-/]/)
  const find = known => known.filter(word => words.includes(word))
  const os = find([
    'aix',
    'android',
    'darwin',
    'freebsd',
    'linux',
    'netbsd',
    'openbsd',
    'sunos',
    'win32',
  ])
  const cpu = find([
    'arm',
    'arm64',
    'ia32',
    'loong64',
    'mips64el',
    'ppc64',
    'riscv64',
    's390x',
    'wasm32',
    'x64',
  ])
  if (cpu.length !== 1) throw new Error(`no platform can be told from the name ${name}`)
  return { cpu, ...(os.length > 0 && { os }), ...libc(words) }
}

function libc(words) {
  if (words.some(word => word.startsWith('musl'))) return { libc: ['musl'] }
  if (words.some(word => word.startsWith('gnu') || word === 'glibc')) return { libc: ['glibc'] }
  return {}
}
