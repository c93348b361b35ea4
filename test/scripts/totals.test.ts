import { expect, test } from 'vitest'
import { countTests } from '../../scripts/lib/totals.mjs'

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map(status => ({ status })),
})

test('tests are counted as vitest counts them', () => {
  const testResults = [file('passed', 'passed', 'passed'), file('failed', 'passed', 'failed')]
  const report = { numPassedTests: 3, numFailedTests: 1, testResults }
  expect(countTests(report)).toEqual({ passed: 3, failed: 1 })
})

test('a file that does not load is a failure, though none of its tests failed', () => {
  const report = { numPassedTests: 1, numFailedTests: 0, testResults: [file('failed')] }
  expect(countTests(report)).toEqual({ passed: 1, failed: 1 })
})

test('no report is a failure', () => {
  expect(countTests(undefined)).toEqual({ passed: 0, failed: 1 })
})
