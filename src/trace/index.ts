/**
 * hocket/trace: what a network does, recorded, exported, drawn and judged.
 *
 * @packageDocumentation
 */

export { DeadlockError } from './deadlock-error.ts'
export { debug, findLeaks } from './debugging.ts'
export { networkToDot, waitGraphToDot } from './dot.ts'
export type { Direction, Guarded, Operation, TraceEvent, TraceEventKind } from './events.ts'
export { OUTSIDE } from './events.ts'
export { jsonLinesHeader, readJsonLines, toLines, writeJsonLines } from './json-lines.ts'
export type { Link } from './knot-chain.ts'
export type { Leak } from './leaks.ts'
export { type MermaidOptions, toMermaid } from './mermaid.ts'
export { Network, networkOf } from './network.ts'
export {
  type OpenTelemetryOptions,
  type SpanLike,
  type TracerLike,
  toOpenTelemetry,
} from './open-telemetry.ts'
export { type ChromeEvent, type PerfettoOptions, toChromeEvents, toPerfetto } from './perfetto.ts'
export {
  DIAGNOSTICS,
  type Inspection,
  type Recording,
  type RecordOptions,
  record,
} from './record.ts'
export { Recorder, type RecorderOptions } from './recorder.ts'
export { type RemoteWait, remoteWaits } from './remote-waits.ts'
export {
  type BlockedChannel,
  type BlockedOperation,
  type BlockedProcess,
  type DeadlockReport,
  deadlockReport,
} from './report.ts'
export { headline, linkText, reportToText, type TextOptions } from './report-text.ts'
export {
  type ChannelState,
  namesOf,
  type Pending,
  type ProcessState,
  type Snapshot,
} from './snapshot.ts'
export type { Batch, Subscription } from './stream.ts'
export { findStuck, type GuardWait, type Stuck, type Wait } from './wait-graph.ts'
export { type NamedWait, type Role, waitsOf } from './waits.ts'
