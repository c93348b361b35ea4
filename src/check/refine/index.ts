/**
 * Refinement checking for CSP: an algebra of processes as values, and the checks of FDR on them.
 *
 *   import { csp } from 'hocket/check'
 *   csp.refines(spec, implementation, 'failures-divergences')
 *
 * @packageDocumentation
 */
export { type AutOptions, toAut } from './aut.ts'
export { type ChannelValue, channel, type EventChannel } from './channel.ts'
export { toCspm } from './cspm.ts'
export { chaos, define, run } from './define.ts'
export { type Event, type EventSet, type EventSource, events, TAU, TICK } from './event.ts'
export { explore, type Transition, type TransitionSystem } from './explore.ts'
export {
  type Monitor,
  type MonitorOptions,
  monitor,
  type Observation,
  type Violation,
} from './monitor.ts'
export type { Model } from './normalise.ts'
export {
  alphabetised,
  DIV,
  externalChoice,
  guard,
  hide,
  interleave,
  internalChoice,
  parallel,
  prefix,
  rename,
  SKIP,
  STOP,
  sequence,
} from './operators.ts'
export type { Equation, Image, Operand, Parameter, Process, Relation } from './process.ts'
export { deadlockFree, deterministic, divergenceFree } from './properties.ts'
export { refines } from './refines.ts'
export { type Specification, type SpecificationState, specification } from './specification.ts'
export { StateLimit } from './universe.ts'
export {
  type CheckOptions,
  type Counterexample,
  describe,
  type Effort,
  type Verdict,
} from './verdict.ts'
