/**
 * Options that do not go together.
 */
import { CheckError } from './execution.ts'
import type { CheckOptions, Mode } from './options.ts'

/** @throws CheckError for what the reduction of a mode does not allow for */
export function refuse({ spec, fingerprint }: CheckOptions, mode: Mode): void {
  if (spec?.model === 'failures' && mode !== 'dfs')
    throw new CheckError(
      `a specification in the failures model cannot be checked in mode '${mode}', which keeps traces but not ` +
        "what is refused: check(program, { spec, mode: 'dfs' })",
    )
  if (fingerprint !== undefined && mode !== 'dfs')
    throw new CheckError(
      `a fingerprint cuts schedules off, which the reduction of mode '${mode}' does not allow for: ` +
        "check(program, { fingerprint, mode: 'dfs' })",
    )
}
