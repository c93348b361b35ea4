import type { DeadlockReport } from './report.ts'
import { headline, linkText } from './report-text.ts'

/**
 * Why a scope failed that is declared closed: its processes wait for each other and can never go on.
 *
 * The message names them in short; `reportToText(error.report)` tells everything.
 */
export class DeadlockError extends Error {
  override readonly name = 'DeadlockError'
  readonly report: DeadlockReport

  constructor(report: DeadlockReport) {
    super(messageOf(report))
    this.report = report
  }
}

/** Lines told in a message: one for each philosopher of the usual table, and then some. */
const MOST_LINES = 8

function messageOf(report: DeadlockReport): string {
  const lines = report.knots.length > 0 ? linksOf(report) : waitsOf(report)
  const told = lines.slice(0, MOST_LINES).map(line => `\n  ${line}`)
  const more = lines.length > MOST_LINES ? `\n  and ${lines.length - MOST_LINES} more` : ''
  return `${headline(report)}${told.join('')}${more}`
}

const linksOf = ({ knots }: DeadlockReport): string[] => knots.flat().map(link => linkText(link))

const waitsOf = ({ processes }: DeadlockReport): string[] =>
  processes.flatMap(({ name, operations }) =>
    operations.map(({ text, site }) => `${name} ${text}${site === undefined ? '' : ` at ${site}`}`),
  )
