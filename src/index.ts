/**
 * hocket: communicating sequential processes for TypeScript.
 *
 * Processes share nothing and meet on channels (Hoare 1978; occam, JCSP, PyCSP and aPyCSP are the line that
 * this library continues). This module is the composition: it puts the platform's ports and the runner of
 * generators in place, and exports the surface.
 */
import { ports } from './core/ports.ts'
import { driver } from './fiber/driver.ts'
import { startFiber } from './fiber/start.ts'
import { installDefaults } from './platform/defaults.ts'

installDefaults(ports)
ports.startGenerator = startFiber
ports.currentName = () => driver.current?.name

export { type BufferPolicy, dropping, fifo, sliding, unbounded } from './core/buffer.ts'
export type { Case, Chosen } from './core/cases.ts'
export { type Channel, type ChannelOptions, channel } from './core/create.ts'
export { type DefineOptions, defineProcess } from './core/define.ts'
export type { OperationOptions } from './core/end.ts'
export {
  AbortError,
  ChannelError,
  ClosedError,
  PoisonError,
  RetiredError,
  TimeoutError,
} from './core/errors.ts'
export { choose, type Guard, when } from './core/guard.ts'
export { after, at, never, skip } from './core/guards.ts'
export type { ProcessBody, ProcessContext, ProcessHandle } from './core/process.ts'
export type { Reader } from './core/reader.ts'
export { parallel, run, type SpawnOptions, sequence, spawn } from './core/run.ts'
export type { Owned, ScopeOptions } from './core/scope.ts'
export { type DisposableScope, type OpenScope, scope } from './core/scoped.ts'
export { type Alternative, type AlternativeOptions, alternative, select } from './core/select.ts'
export { sleep } from './core/sleep.ts'
export type { Writer } from './core/writer.ts'
