import { expect, test } from 'vitest'
import { parseOptions } from '../../bench/options.ts'

test('--json takes a file, or stands alone', () => {
  expect(parseOptions(['ring', '--json']).json).toBe('')
  expect(parseOptions(['--json', 'ring']).json).toBe('')
  expect(parseOptions(['ring', '--json', 'out.jsonl']).json).toBe('out.jsonl')
  expect(parseOptions(['ring']).json).toBeUndefined()
})

test('stressed variants are the product of guards and writers', () => {
  expect(parseOptions(['stressed', '--guards', '1,2', '--writers', '10']).stresses).toEqual([
    '1x10',
    '2x10',
  ])
  expect(parseOptions(['stressed', '--writers', '5']).stresses).toEqual(['10x5'])
})

test('all names every workload', () => {
  const { names, all, rivals } = parseOptions(['all', '--rivals'])
  expect({ all, rivals }).toEqual({ all: true, rivals: true })
  expect(names).toContain('density')
})

test('all takes a part of the workloads', () => {
  const { names, all } = parseOptions(['all', '--workloads', 'ring,chain'])
  expect({ names, all }).toEqual({ names: ['ring', 'chain'], all: true })
})

test.each([
  [['nonsense'], "no benchmark 'nonsense'"],
  [['all', '--workloads', 'ring,nonsense'], "no benchmark 'nonsense'"],
  [['ring', '--n', 'many'], '--n takes a positive whole number'],
  [['ring', '--n', '0'], '--n takes a positive whole number'],
  [['ring', '--what'], "Unknown option '--what'"],
  [['plot'], 'plot needs a file'],
  [[], 'npm run bench -- NAME'],
])('%j is refused with a reason', (words, reason) => {
  expect(() => parseOptions(words)).toThrow(reason)
})
