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

let pinning: boolean | undefined

/** True when launches run on one core by `taskset`; without it they run where the system puts them. */
export function pinned(): boolean {
  pinning ??= spawnSync('taskset', ['-c', String(core), 'true']).status === 0
  return pinning
}

/** Rejects with the program's own words when it fails or takes longer than `timeout` ms. */
export function launch(program: Program, order: Order, timeout: number): Promise<Figures> {
  const command = program(order)
  const words = [command.file, ...command.arguments]
  if (pinned()) words.unshift('taskset', '-c', String(core))
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
