/**
 * The end of a program on Node: says when it has stopped rather than finished, and loads the debugger on request.
 *
 * Node ends a program when nothing is left in the event loop, and says nothing about processes that were waiting
 * for each other. That something was still awaited costs one counter. Only if it says so is the code loaded that
 * finds out who waits for whom; where it cannot be loaded at once, `beforeExit` comes a second time.
 */
import { awaited } from '../core/awaited.ts'
import { known } from '../core/known.ts'
import { ports } from '../core/ports.ts'
import { isHooked, load, loadNow, type Tracing } from './tracing.ts'

interface NodeProcess {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly versions?: Readonly<Record<string, string | undefined>>
  readonly exitCode?: number | string | undefined
  on?(event: 'beforeExit' | 'exit', listener: (code: number) => void): unknown
  getBuiltinModule?(name: string): unknown
}

interface Builtin {
  writeSync?(descriptor: number, text: string): void
}

interface Debugger extends Tracing {
  debug(): unknown
}

interface Inquest extends Tracing {
  /** Begins to find out who waits for whom. */
  examine(): void
  /** Writes what was found; answers whether anything was. */
  report(exitCode: number): boolean
}

const { process, setImmediate: immediate } = globalThis as {
  readonly process?: NodeProcess
  readonly setImmediate?: (callback: () => void) => { unref(): void }
}
const builtin = (name: string) => process?.getBuiltinModule?.(name) as Builtin | undefined

/** Exit code that Node gives a program whose top-level await never settled. */
const UNSETTLED = 13

/** To be called once, when the ports are in place. */
export function watchExit(): void {
  if (process?.on === undefined) return
  // Deno would stop and ask its user whether this may be read.
  if (process.versions?.deno === undefined && process.env.HOCKET_DEBUG === '1') loadDebugger()
  let drained = false
  let inquest: Inquest | 'loading' | null = null
  process.on('beforeExit', () => {
    drained = true
    // If something goes on after all, this comes before the end, and does not hold the program itself.
    immediate?.(() => {
      drained = false
    }).unref()
    if (awaited.scopes === 0 || awaited.reported || inquest === 'loading') return
    if (!isHooked()) inquest ??= loadNow<Inquest>('inquest')
    if (inquest !== null) return inquest.examine()
    // Something that does not hold the program may now happen before its end.
    inquest = 'loading'
    load<Inquest>('inquest').then(
      loaded => {
        inquest = loaded
        loaded.examine()
      },
      // Bundled, or not on Node: then the end is told in one line.
      () => {},
    )
  })
  process.on('exit', code => {
    if (!drained || awaited.reported) return
    if (awaited.scopes === 0) {
      if (process.exitCode === UNSETTLED) sayWaiting()
    } else if (inquest === null || inquest === 'loading' || !inquest.report(code)) sayStopped()
  })
}

function sayStopped(): void {
  const what = awaited.scopes === 1 ? 'a scope is' : `${awaited.scopes} scopes are`
  say(
    `the program has ended while ${what} still waiting for processes, and nothing is left that holds ` +
      'it; `hocket run FILE --debug` (or HOCKET_DEBUG=1) says who waits for what',
  )
}

/** A module that waits at its top for a channel, outside of any scope. */
function sayWaiting(): void {
  const waiting = known.channels.present.flatMap(({ name, readers, writers }) => [
    ...(readers === null ? [] : [`to read '${name}'`]),
    ...(writers === null ? [] : [`to write '${name}'`]),
  ])
  if (waiting.length > 0) say(`the program has ended while somebody waits ${waiting.join(', ')}`)
}

/** Writes at once: what a stream still holds at exit is lost. */
function say(text: string): void {
  builtin('node:fs')?.writeSync?.(2, `hocket: ${text}\n`)
}

/**
 * Loads the debugger before the program goes on, so that it sees everything.
 */
function loadDebugger(): void {
  // Begun by `hocket run`.
  if (ports.tracer !== null) return
  const loaded = loadNow<Debugger>('debugging')
  if (loaded !== null) loaded.debug()
  else
    say(
      'HOCKET_DEBUG=1 needs Node 20.19 or later, no loader such as tsx, and a package that was not bundled; ' +
        'debug this program by `hocket run FILE --debug`',
    )
}
