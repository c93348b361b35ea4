/**
 * The end of a program on Node: says when it has stopped rather than finished, and loads the debugger on request.
 *
 * Node ends a program when nothing is left in the event loop, and says nothing about processes that were waiting
 * for each other. Who waits for whom is known only while debugging; that something was still awaited costs one
 * counter, and is told always.
 */
import { awaited } from '../core/awaited.ts'
import { ports } from '../core/ports.ts'

interface NodeProcess {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly versions?: Readonly<Record<string, string | undefined>>
  on?(event: 'beforeExit' | 'exit', listener: () => void): unknown
  getBuiltinModule?(name: string): unknown
}

interface Builtin {
  createRequire?(from: string): (path: string) => { debug(): unknown }
  writeSync?(descriptor: number, text: string): void
}

const { process, setImmediate: immediate } = globalThis as {
  readonly process?: NodeProcess
  readonly setImmediate?: (callback: () => void) => { unref(): void }
}
const builtin = (name: string) => process?.getBuiltinModule?.(name) as Builtin | undefined

/** To be called once, when the ports are in place. */
export function watchExit(): void {
  if (process?.on === undefined) return
  // Deno would stop and ask its user whether this may be read.
  if (process.versions?.deno === undefined && process.env.HOCKET_DEBUG === '1') loadDebugger()
  let drained = false
  process.on('beforeExit', () => {
    drained = true
    // If something goes on after all, this comes before the end, and does not hold the program itself.
    immediate?.(() => {
      drained = false
    }).unref()
  })
  process.on('exit', () => {
    // The debugger reports by itself, and more.
    if (!drained || awaited.scopes === 0 || ports.tracer !== null) return
    const what = awaited.scopes === 1 ? 'a scope is' : `${awaited.scopes} scopes are`
    // Written at once: what a stream still holds at exit is lost.
    builtin('node:fs')?.writeSync?.(
      2,
      `hocket: the program has ended while ${what} still waiting for processes, and nothing is left that holds ` +
        'it; `hocket run FILE --debug` (or HOCKET_DEBUG=1) says who waits for what\n',
    )
  })
}

/**
 * Loads the debugger before the program goes on, so that it sees everything. Only where Node can load a module at
 * once (from 20.19) and the package was not bundled; `hocket run --debug` works everywhere.
 */
function loadDebugger(): void {
  const { url } = import.meta as { readonly url?: string }
  if (url === undefined || !url.endsWith('.js') || ports.tracer !== null) return
  try {
    builtin('node:module')?.createRequire?.(url)('../trace/debugging.js').debug()
  } catch {
    builtin('node:fs')?.writeSync?.(
      2,
      'hocket: HOCKET_DEBUG=1 needs Node 20.19 or later and an unbundled package; use `hocket run FILE --debug`\n',
    )
  }
}
