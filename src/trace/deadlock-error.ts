import type { DeadlockReport } from './report.ts'
import { headline, linkText } from './report-text.ts'

/**
 * Raised where a network is found to be deadlocked: by a scope that is declared closed, and by the test bubble.
 *
 * The message names the knot in short; `reportToText(error.report)` tells everything.
 */
export class DeadlockError extends Error {
  override readonly name = 'DeadlockError'
  readonly report: DeadlockReport

  constructor(report: DeadlockReport) {
    super(messageOf(report))
    this.report = report
  }
}

/** Links told in a message: one for each philosopher of the usual table, and then some. */
const MOST_LINKS = 8

function messageOf(report: DeadlockReport): string {
  const links = report.knots.flat()
  const told = links.slice(0, MOST_LINKS).map(link => `\n  ${linkText(link)}`)
  const more = links.length > MOST_LINKS ? `\n  and ${links.length - MOST_LINKS} more` : ''
  return `${headline(report)}${told.join('')}${more}`
}
