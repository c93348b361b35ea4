import { expect, test } from 'vitest'
import { findWorkload, setting, sieveCommunications } from '../../bench/catalogue.ts'

test('the sieve counts the reads of its stages', () => {
  // 2 is read by its collector. 3 is read by the filter of 2 and its collector.
  expect(sieveCommunications(1)).toBe(1)
  expect(sieveCommunications(2)).toBe(3)
  // 4 stops at the filter of 2; 5 passes two filters and is collected.
  expect(sieveCommunications(3)).toBe(7)
})

test('a wave of the matrix passes every channel once', () => {
  const matrix = findWorkload('matrix')!
  expect(matrix.communications(setting(matrix, 'plain', 2))).toBe(12)
})

test('a short chain holds no more values than it has places', () => {
  const chain = findWorkload('chain')!
  expect(setting(chain, 'plain', 2).underWay).toBe(2)
  expect(setting(chain, 'plain', 1_000).underWay).toBe(4)
})
