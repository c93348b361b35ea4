/**
 * hocket: communicating sequential processes for TypeScript.
 *
 * Processes share nothing and meet on channels (Hoare 1978; occam, JCSP, PyCSP and aPyCSP are the line that
 * this library continues). This module is the composition: it puts the platform's ports in place, and exports
 * the surface. The runner of generators comes with `hocket/fiber`, without which a generator could do nothing;
 * what only Node has comes with `node.ts`, which is `hocket` there.
 *
 * @packageDocumentation
 */
import { ports } from './core/ports.ts'
import { installDefaults } from './platform/defaults.ts'

installDefaults(ports)

export { type Backoff, type ExponentialOptions, exponential } from './core/backoff.ts'
export { type Barrier, type BarrierOptions, barrier } from './core/barrier.ts'
export { type Bucket, bucket } from './core/bucket.ts'
export { type BufferPolicy, dropping, fifo, sliding, unbounded } from './core/buffer.ts'
export { type Call, type CallChannel, callChannel } from './core/call.ts'
export type { Case, Chosen } from './core/cases.ts'
export { type Channel, type ChannelOptions, channel } from './core/create.ts'
export { type Crew, type CrewLock, crew } from './core/crew.ts'
export { type DefineOptions, defineProcess } from './core/define.ts'
export type { OperationOptions } from './core/end.ts'
export { ended } from './core/ended.ts'
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
export { withNack } from './core/nack.ts'
export type { ProcessBody, ProcessContext, ProcessHandle } from './core/process.ts'
export { promised } from './core/promised.ts'
export type { Reader } from './core/reader.ts'
export { GaveUpError, type Restart, type RestartPolicy } from './core/restarts.ts'
export { parallel, run, type SpawnOptions, sequence, spawn } from './core/run.ts'
export type { Owned, ScopeOptions } from './core/scope-options.ts'
export { type DisposableScope, type OpenScope, scope } from './core/scoped.ts'
export { type Alternative, type AlternativeOptions, alternative, select } from './core/select.ts'
export { type Semaphore, semaphore } from './core/semaphore.ts'
export { sleep } from './core/sleep.ts'
export { type Supervised, supervise } from './core/supervise.ts'
export { sync } from './core/sync.ts'
export { every, type Ticks } from './core/ticks.ts'
export type { Token } from './core/token.ts'
export type { Writer } from './core/writer.ts'
