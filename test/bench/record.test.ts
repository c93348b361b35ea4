import { expect, test } from 'vitest'
import { figure, parseFile } from '../../bench/record.ts'

const run = Symbol('run')
const launches = [4, 1, 3, 2].map((figure, turn) => ({ turn, figure }))

test('a timing is one object with exactly these fields', () => {
  const contestant = { workload: 'commstime', variant: 'seq', flavour: 'fiber', n: 0 }
  const line = figure({ contestant, run, launches, censuses: [], n: 5_000 }, 'v20.20.2')
  expect(line).toEqual({
    workload: 'commstime',
    variant: 'seq',
    flavour: 'fiber',
    n: 5_000,
    ns: 1.75,
    min: 1,
    quartile: 1.75,
    median: 2.5,
    runs: 4,
    node: 'v20.20.2',
  })
})

test('a population has bytes instead, and its memory and times', () => {
  const census = { bytes: 1, resident: 250, peak: 9, create: 0.1, first: 0.00002, teardown: null }
  const contestant = { workload: 'density', variant: 'plain', flavour: 'floor-generator', n: 10 }
  const line = figure({ contestant, run, launches, censuses: [census], n: 10 }, 'v20.20.2')
  expect(line).not.toHaveProperty('ns')
  expect(line).toMatchObject({
    bytes: 1.8,
    resident: 250,
    create: 0.1,
    first: 0.00002,
    teardown: null,
  })
})

const machine = '{"workload":"machine","cpu":"x"}'
const timing = '{"workload":"ring","ns":1}'

const bound = '{"workload":"bound","subject":"ring: fiber over go","value":0.8}'

test('a file of one run is read', () => {
  const { machine: found, figures, bounds } = parseFile(`${machine}\n${timing}\n${bound}\n`)
  expect(found.cpu).toBe('x')
  expect(figures).toHaveLength(1)
  expect(bounds).toMatchObject([{ subject: 'ring: fiber over go', value: 0.8 }])
})

test('files put together are refused: figures of two runs cannot be compared', () => {
  expect(() => parseFile(`${machine}\n${timing}\n${machine}\n${timing}\n`)).toThrow('holds 2 runs')
  expect(() => parseFile(timing)).toThrow('holds 0 runs')
})
