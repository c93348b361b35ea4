/**
 * The rivals: which there are, how each is started, and what each cannot express. A rival takes part when what it
 * needs is installed; one that does not is listed with the reason.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FlavourEntry } from './entries.ts'
import type { Order, Program } from './launch.ts'
import { folder } from './root.ts'

export interface Rival extends FlavourEntry {
  /** The rivals among which "the fastest JavaScript rival" is sought. */
  readonly javascript: boolean
  /** Its version, and how to start it. Throws with the reason when it cannot be had. */
  readonly prepare: () => { readonly version: string; readonly program: Program }
}

const home = join(folder, 'rivals')
const built = join(home, '.build')
const BASIC = ['commstime', 'prodcons', 'stressed', 'density']
const NO_SELECT = 'it has no selection'

/** For those that are an order of magnitude away from what they could be held against: half of the rounds. */
const SELDOM = 2

function library(
  name: string,
  packageName: string,
  { lacks = {}, every = 1 }: Partial<Pick<Rival, 'lacks' | 'every'>> = {},
): Rival {
  return {
    name,
    javascript: true,
    start: 0.25,
    every,
    has: BASIC,
    lacks,
    prepare: () => {
      const manifest = join(home, 'node_modules', packageName, 'package.json')
      if (!existsSync(manifest)) throw new Error('not installed: run npm ci in bench/rivals')
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
      const program: Program = order => ({
        file: process.execPath,
        arguments: [...order.nodeOptions, join(home, 'program.js'), JSON.stringify(order)],
      })
      return { version, program }
    },
  }
}

/** The order as words, for programs in languages that have no JSON reader at hand. */
function words({ workload, setting, plan }: Order): string[] {
  const { variant, n, underWay } = setting
  const { count, laps, lapMilliseconds, warmUpMilliseconds } = plan
  const numbers = [n, underWay, count, laps, lapMilliseconds, warmUpMilliseconds]
  return [workload, variant, ...numbers.map(String)]
}

/** What `build.sh` compiled from a language's folder, or the reason why there is nothing. */
function compiled(language: string, product: string): string {
  const built = spawnSync('sh', [join(home, 'build.sh'), language], { encoding: 'utf8' })
  const path = join(home, '.build', product)
  if (built.status === 0 && existsSync(path)) return path
  throw new Error(built.stderr.trim().split('\n').at(-1) || `${language} is not installed`)
}

const versionOf = (file: string, ...words: string[]) =>
  execFileSync(file, words, { encoding: 'utf8' }).trim()

const go: Rival = {
  name: 'go',
  javascript: false,
  start: 0.1,
  // A million goroutines take 2.7 GB and ten seconds.
  longest: 100_000,
  has: [...BASIC, 'chain', 'ring', 'fan-out', 'fan-in'],
  prepare: () => {
    const file = compiled('go', 'go-rivals')
    const version = readFileSync(join(built, 'go-version'), 'utf8').trim()
    return { version, program: order => ({ file, arguments: words(order) }) }
  },
}

const tokio: Rival = {
  name: 'tokio',
  javascript: false,
  start: 0.1,
  has: [...BASIC, 'chain', 'ring'],
  prepare: () => {
    const file = compiled('rust', 'rust/release/rivals')
    const version = readFileSync(join(built, 'tokio-version'), 'utf8').trim()
    return { version, program: order => ({ file, arguments: words(order) }) }
  },
}

const NO_CHANNELS = 'processes have mailboxes, not channels'

const erlang: Rival = {
  name: 'erlang',
  javascript: false,
  start: 0.8,
  every: SELDOM,
  has: BASIC,
  lacks: {
    'commstime par':
      'one process cannot wait for two acknowledgements apart without a third message',
    'prodcons 64': NO_CHANNELS,
    stressed: NO_CHANNELS,
  },
  prepare: () => {
    compiled('erlang', 'rivals.beam')
    const release = 'io:format("~s",[erlang:system_info(otp_release)]),halt()'
    return {
      version: `OTP ${versionOf('erl', '-noshell', '-eval', release)}`,
      program: order => ({
        file: 'erl',
        arguments: [
          // A table for the processes of the largest population would take seconds to lay out.
          ...['-noshell', '+P', String(2 * order.setting.n + 262_144), '-pa', built],
          ...['-eval', 'rivals:main(init:get_plain_arguments())', '-extra', ...words(order)],
        ],
        environment: { ERL_CRASH_DUMP_SECONDS: '0' },
      }),
    }
  },
}

const clojure: Rival = {
  name: 'core.async',
  javascript: false,
  start: 4,
  every: 4,
  has: BASIC,
  prepare: () => {
    compiled('clojure', 'clojure/rivals.class')
    const classpath = readFileSync(join(built, 'clojure-classpath'), 'utf8').trim()
    // The Java machine compiles late: it needs two seconds where the others need a quarter.
    const patient = (order: Order): Order => ({
      ...order,
      plan: { ...order.plan, warmUpMilliseconds: 8 * order.plan.warmUpMilliseconds },
    })
    return {
      version: readFileSync(join(built, 'clojure-version'), 'utf8').trim(),
      program: order => ({
        file: 'java',
        arguments: ['-cp', `${built}/clojure:${classpath}`, 'rivals', ...words(patient(order))],
      }),
    }
  },
}

const python: Rival = {
  name: 'aPyCSP',
  javascript: false,
  start: 0.3,
  every: 4,
  has: BASIC,
  lacks: { 'prodcons 64': 'its buffers are unbounded' },
  prepare: () => {
    const checkout = process.env.APYCSP
    if (checkout === undefined)
      throw new Error('not published on a package index: APYCSP=FOLDER names a checkout of it')
    const release = 'import platform; print(platform.python_version())'
    const program = join(home, 'languages', 'python', 'rivals.py')
    return {
      version: `of a checkout, Python ${versionOf('python3', '-c', release)}`,
      program: order => ({ file: 'python3', arguments: [program, ...words(order)] }),
    }
  },
}

export const rivals: readonly Rival[] = [
  go,
  tokio,
  erlang,
  clojure,
  python,
  library('js-csp', 'js-csp', { every: SELDOM }),
  library('thi.ng', '@thi.ng/csp'),
  library('medium', 'medium'),
  library('csp-ts', 'csp-ts', { lacks: { stressed: NO_SELECT } }),
  library('nodeguy', '@nodeguy/channel', { every: SELDOM }),
  library('effect', 'effect', { every: SELDOM }),
  library('effection', 'effection', {
    every: SELDOM,
    lacks: {
      'prodcons 64': 'its queues are unbounded',
      stressed: NO_SELECT,
      density: 'it takes half a minute to build 100,000 operations in a scope',
    },
  }),
  library('core-async', 'core-async', { every: SELDOM }),
]

/** Rivals of the field that no program here can stand for, with the reason. */
export const absent: Readonly<Record<string, string>> = {
  PyCSP: 'no program is written for it; its last release is of 2016',
}
