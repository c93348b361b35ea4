/** Finds the flavours that were asked for, and how each is started. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type FlavourEntry, flavours } from './entries.ts'
import type { Program } from './launch.ts'
import { UsageError } from './options.ts'
import { buildPortless } from './portless.ts'
import { type Rival, rivals } from './rivals.ts'
import { folder } from './root.ts'
import { install } from './satellite.ts'

export interface Field {
  readonly ready: readonly FlavourEntry[]
  readonly versions: Readonly<Record<string, string>>
  /** Flavours that cannot be had, with the reason. */
  readonly unavailable: Readonly<Record<string, string>>
  /** How a flavour is started, under another major version of Node if one is given. */
  readonly programFor: (flavour: string, node?: string) => Program
}

/** How the flavours written here are started under some Node. */
function own(flavour: string, executable: string): Program {
  const program = join(homeOf(flavour), 'bench', 'program.js')
  return order => ({
    file: executable,
    arguments: [...order.nodeOptions, program, JSON.stringify(order)],
  })
}

/** Where the program is that runs a flavour. */
function homeOf(flavour: string): string {
  if (flavour.endsWith('-portless')) return portless()
  if (flavour.endsWith('-unpinned')) return join(folder, '.build', 'unpinned')
  return join(folder, '.build')
}

let portlessHome: string | undefined

function portless(): string {
  portlessHome ??= buildPortless()
  return portlessHome
}

/** Prepares the flavours by name, and the other versions of Node. What cannot be had is listed with the reason. */
export function findField(
  names: readonly string[],
  nodes: readonly string[],
  say: (line: string) => void,
): Field {
  const programs = new Map<string, Program>()
  const ready: FlavourEntry[] = []
  const versions: Record<string, string> = { node: process.version, v8: process.versions.v8 }
  const unavailable: Record<string, string> = {}
  if (rivals.some(({ name, javascript }) => javascript && names.includes(name))) {
    install('rivals', say)
  }
  for (const name of names) {
    try {
      const { entry, program, version } = prepare(name)
      if (version !== undefined) versions[name] = version
      programs.set(name, program)
      ready.push(entry)
    } catch (error) {
      if (error instanceof UsageError) throw error
      unavailable[name] = (error as Error).message
    }
  }
  for (const node of nodes) {
    executableOf(node, say)
    versions[`node ${node}`] = nodeVersion(node)
  }
  return {
    ready,
    versions,
    unavailable,
    programFor: (flavour, node) =>
      node === undefined ? programs.get(flavour)! : own(flavour, executableOf(node, say)),
  }
}

function prepare(name: string): { entry: FlavourEntry; program: Program; version?: string } {
  const entry = flavours.find(flavour => flavour.name === name)
  if (entry !== undefined) return { entry, program: own(name, process.execPath) }
  const rival: Rival | undefined = rivals.find(candidate => candidate.name === name)
  if (rival === undefined) throw new UsageError(`no flavour '${name}'`)
  return { entry: rival, ...rival.prepare() }
}

/** The Node of a major version, installed for comparison. */
function executableOf(major: string, say: (line: string) => void): string {
  install('nodes', say)
  const executable = join(folder, 'nodes', 'node_modules', `node-${major}`, 'bin', 'node')
  if (existsSync(executable)) return executable
  throw new UsageError(`node ${major} is not among the versions of bench/nodes/package.json`)
}

/** The full version, such as v22.23.3, of a Node that was installed for comparison. */
export function nodeVersion(major: string): string {
  const executable = join(folder, 'nodes', 'node_modules', `node-${major}`, 'bin', 'node')
  return spawnSync(executable, ['--version'], { encoding: 'utf8' }).stdout.trim()
}
