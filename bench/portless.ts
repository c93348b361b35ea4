/**
 * What does it cost that a network can be observed, while nobody does? To answer that there must be a library that
 * cannot be: this makes one, by writing `null` for the observing ports wherever the compiled library asks for them.
 * The compiler of the engine folds `null !== null` and drops what depends on it.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from './root.ts'

/** The parts of the library that ask the ports. What attaches to them is left as it is, and not loaded. */
const PARTS = ['core', 'fiber', 'platform']

const OBSERVING_PORT = /\bports\.(?:tracer|choice)\b/g
/** Another way to reach the ports would stay, and the comparison would be of a library with itself. */
const ALIAS = /\{[^{}]*\b(?:tracer|choice)\b[^{}]*\}\s*=\s*ports\b|[^\s=!}]\s*=\s*ports\b(?!\.)/

/** Source text without the observing ports. Throws when they are reached in a way that it does not know. */
export function withoutPorts(source: string): string {
  if (ALIAS.test(source)) {
    throw new Error(
      'an observing port is reached by another name than ports.tracer or ports.choice',
    )
  }
  return source.replace(OBSERVING_PORT, 'null')
}

/** Makes the copy beside the compiled benchmark, and returns its folder. */
export function buildPortless(): string {
  const built = join(folder, '.build')
  const copy = join(built, 'portless')
  rmSync(copy, { recursive: true, force: true })
  for (const part of ['src', 'bench'])
    cpSync(join(built, part), join(copy, part), { recursive: true })
  for (const part of PARTS) {
    const home = join(copy, 'src', part)
    for (const file of readdirSync(home, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.js')) continue
      const path = join(home, file)
      writeFileSync(path, withoutPorts(readFileSync(path, 'utf8')))
    }
  }
  return copy
}
