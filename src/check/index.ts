/**
 * hocket/check: every schedule of the real program, and specifications.
 *
 *     const report = await check(program)
 *     if (report.failure) console.log(describeFailure(report.failure))
 *
 * @packageDocumentation
 */
export { check } from './check.ts'
export type { FailureKind } from './ending.ts'
export { CheckError } from './execution.ts'
export { io } from './io.ts'
export type { CheckOptions, Effort, Mode, Program } from './options.ts'
export { always, progress } from './properties.ts'
export * as csp from './refine/index.ts'
export {
  type CheckReport,
  describeFailure,
  diagram,
  explainFailure,
  type Failure,
  summary,
} from './report.ts'
export { monitor, type ProgramSpecification } from './spec.ts'
