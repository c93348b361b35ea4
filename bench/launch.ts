/** Starts one launch of a contestant as a child process, pinned to one core, and collects its figures. */
import { execFile, spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import type { Census } from './census.ts'
import type { Plan } from './meter.ts'
import type { Setting } from './workload.ts'

/** What a launch is to do. */
export interface Order {
  readonly workload: string
  readonly flavour: string
  readonly setting: Setting
  readonly plan: Plan
  /** Options for Node, for the flavours that run on it. */
  readonly nodeOptions: readonly string[]
}

/** A command line. */
export interface Command {
  readonly file: string
  readonly arguments: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** How a flavour's program is started to carry out an order. */
export type Program = (order: Order) => Command

/** What a program prints, on its last line. */
export type Figures = { readonly samples: readonly number[]; readonly n: number } | Census

/** The core that launches are pinned to: the last one, which the system's own work touches least. */
export const core = cpus().length - 1

/** Whether this command can be had, and has nothing to complain of. */
const works = (...words: [string, ...string[]]): boolean =>
  spawnSync(words[0], words.slice(1), { encoding: 'utf8' }).stderr === ''

const PINNED = ['taskset', '-c', String(core)] as const

// Whatever shares the core takes its part of a lap, and more of it from a program whose compiler runs in a thread of its
// own. Before launches went first, each showed two speeds a factor of two apart.
const FIRST = ['nice', '-n', '-20'] as const

interface Placement {
  readonly pinned: boolean
  readonly first: boolean
}

let found: Placement | undefined

/** What the machine allows: `taskset` is Linux's, and only root may go first. */
function placement(): Placement {
  found ??= { pinned: works(...PINNED, 'true'), first: works(...FIRST, 'true') }
  return found
}

/** How launches run here, in words. */
export function circumstances(): string {
  const { pinned, first } = placement()
  const where = pinned
    ? 'each launch pinned to one core'
    : 'NOT pinned to a core, for want of taskset'
  const when = first
    ? 'before everything else there (nice -20)'
    : 'with NO priority, which only root may give: figures are noisier'
  return `${where}, ${when}`
}

/** Rejects with the program's own words when it fails or takes longer than `timeout` ms. */
export function launch(program: Program, order: Order, timeout: number): Promise<Figures> {
  const command = program(order)
  const words = [command.file, ...command.arguments]
  const { pinned, first } = placement()
  if (pinned) words.unshift(...PINNED)
  if (first) words.unshift(...FIRST)
  const [file, ...rest] = words as [string, ...string[]]
  const options = {
    timeout,
    maxBuffer: 64 << 20,
    killSignal: 'SIGKILL',
    env: { ...process.env, ...command.environment },
  } as const
  return new Promise((resolve, reject) => {
    execFile(file, rest, options, (error, out, words) => {
      if (error !== null) {
        const late = error.killed ? `no result after ${timeout / 1000} s` : ''
        reject(new Error(late || reason(words) || error.message))
        return
      }
      try {
        resolve(JSON.parse(out.trim().split('\n').at(-1) ?? '') as Figures)
      } catch {
        reject(new Error(`printed no figures: ${out.slice(0, 200)}`))
      }
    })
  })
}

/** The line of a program's last words that names the error, or the last one. */
function reason(words: string): string | undefined {
  const lines = words.trim().split('\n')
  return (
    lines.find(line => /^(?:\w*Error|Uncaught|FATAL|fatal|panic|thread)/.test(line)) ?? lines.at(-1)
  )
}
