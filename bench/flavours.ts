/** Finds the flavours that were asked for, and how each is started. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type FlavourEntry, flavours } from './catalogue.ts'
import type { Program } from './launch.ts'
import { UsageError } from './options.ts'
import { rivals } from './rivals.ts'
import { folder } from './root.ts'

export interface Ready {
  readonly entry: FlavourEntry
  readonly program: Program
}

export interface Field {
  readonly ready: readonly Ready[]
  readonly versions: Readonly<Record<string, string>>
  readonly unavailable: Readonly<Record<string, string>>
}

/** A program of this folder, under the Node at `executable`. */
function own(executable: string): Program {
  return order => ({
    file: executable,
    arguments: [
      ...order.nodeOptions,
      join(folder, '.build', 'bench', 'program.js'),
      JSON.stringify(order),
    ],
  })
}

/** Prepares the flavours by name. A rival that cannot be had is listed with the reason. */
export function field(names: readonly string[], say: (line: string) => void): Field {
  const ready: Ready[] = []
  const versions: Record<string, string> = { node: process.version, v8: process.versions.v8 }
  const unavailable: Record<string, string> = {}
  if (rivals.some(({ name, javascript }) => javascript && names.includes(name))) {
    install('rivals', say)
  }
  for (const name of names) {
    const entry = flavours.find(flavour => flavour.name === name)
    const rival = rivals.find(candidate => candidate.name === name)
    if (entry !== undefined) ready.push({ entry, program: own(process.execPath) })
    else if (rival === undefined) throw new UsageError(`no flavour '${name}'`)
    else {
      try {
        const { version, program } = rival.prepare()
        versions[name] = version
        ready.push({ entry: rival, program })
      } catch (error) {
        unavailable[name] = (error as Error).message
      }
    }
  }
  return { ready, versions, unavailable }
}

/** The program of hocket's flavours and the floors under another major version of Node. */
export function underNode(major: string, say: (line: string) => void): Program {
  install('nodes', say)
  const executable = join(folder, 'nodes', 'node_modules', `node-${major}`, 'bin', 'node')
  if (!existsSync(executable)) {
    throw new UsageError(`node ${major} is not among the versions of bench/nodes/package.json`)
  }
  return own(executable)
}

/** The full version, such as v22.23.3, of a Node that was installed for comparison. */
export function nodeVersion(major: string): string {
  const executable = join(folder, 'nodes', 'node_modules', `node-${major}`, 'bin', 'node')
  return spawnSync(executable, ['--version'], { encoding: 'utf8' }).stdout.trim()
}

/** Installs a satellite's packages when they are missing. */
function install(satellite: string, say: (line: string) => void): void {
  const cwd = join(folder, satellite)
  if (existsSync(join(cwd, 'node_modules'))) return
  say(`npm ci in bench/${satellite}`)
  spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, stdio: 'ignore' })
}
