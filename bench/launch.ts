/** Starts one launch of a contestant as a child process, pinned to one core, and collects its figures. */
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Census } from './census.ts'
import type { Plan } from './meter.ts'
import { QuietCore } from './quiet-core.ts'
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

/** Whether this command can be had, and has nothing to complain of. */
const works = (...words: [string, ...string[]]): boolean =>
  spawnSync(words[0], words.slice(1), { encoding: 'utf8' }).stderr === ''

const quiet = new QuietCore(cpus().length, timeOn)

const pinnedTo = (core: number) => ['taskset', '-c', String(core)] as const

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
  found ??= { pinned: works(...pinnedTo(quiet.core), 'true'), first: works(...FIRST, 'true') }
  return found
}

/** How launches run here, in words. */
export function circumstances(): string {
  const { pinned, first } = placement()
  const where = pinned
    ? 'each round of launches pinned to the core that was the quietest before it'
    : 'NOT pinned to a core, for want of taskset'
  const when = first
    ? 'before everything else there (nice -20)'
    : 'with NO priority, which only root may give: figures are noisier'
  return `${where}, ${when}`
}

/** The words of a command that runs on a core, before everything else there, as far as the machine allows. */
function placed(core: number, command: readonly [string, ...string[]]): [string, ...string[]] {
  const { pinned, first } = placement()
  const there: [string, ...string[]] = pinned ? [...pinnedTo(core), ...command] : [...command]
  return first ? [...FIRST, ...there] : there
}

/** Nanoseconds of a round of the bare floor on a core, now. */
function timeOn(core: number): number {
  const probe = fileURLToPath(new URL('probe.js', import.meta.url))
  const [file, ...rest] = placed(core, [process.execPath, probe])
  return Number(execFileSync(file, rest, { encoding: 'utf8' }))
}

/** To be called before each round of launches, which go to the core that is the quietest then. */
export function seekQuietCore(): void {
  if (placement().pinned) quiet.seek()
}

/** Rejects with the program's own words when it fails or takes longer than `timeout` ms. */
export function launch(program: Program, order: Order, timeout: number): Promise<Figures> {
  const command = program(order)
  const [file, ...rest] = placed(quiet.core, [command.file, ...command.arguments])
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
