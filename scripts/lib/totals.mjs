/**
 * The totals of a run of vitest, from its JSON report.
 *
 * @param {undefined | {
 *   numPassedTests: number,
 *   numFailedTests: number,
 *   testResults: { status: string, assertionResults: { status: string }[] }[],
 * }} report undefined when vitest did not come as far as to write one
 * @returns {{ passed: number, failed: number }} a file that failed without a failing test in it, since it
 *   does not load for example, counts as one failure
 */
export function countTests(report) {
  if (report === undefined) return { passed: 0, failed: 1 }
  const broken = report.testResults.filter(
    file =>
      file.status === 'failed' && !file.assertionResults.some(test => test.status === 'failed'),
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length }
}
