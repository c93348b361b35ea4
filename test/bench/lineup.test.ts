import { expect, test } from 'vitest'
import { flavours } from '../../bench/entries.ts'
import type { Field } from '../../bench/flavours.ts'
import { planContest } from '../../bench/lineup.ts'
import { parseOptions } from '../../bench/options.ts'
import { rivals } from '../../bench/rivals.ts'

const program = () => ({ file: 'true', arguments: [] })
const field: Field = {
  // As in a full run: what takes part only when it is named is not there.
  ready: [...flavours.filter(({ reserved }) => reserved !== 'named'), ...rivals],
  versions: {},
  unavailable: {},
  programFor: () => program,
}
const plan = (name: string, ...words: string[]) =>
  planContest(name, field, parseOptions([...words, '--rivals']))

const namesOf = (planned: ReturnType<typeof plan>, variant: string) =>
  planned.contestants.filter(one => one.variant === variant).map(({ flavour }) => flavour)

test('who cannot express a workload is named with the reason', () => {
  const { contestants, without } = plan('prodcons', 'prodcons')
  expect(without).toContain('floor-generator in prodcons 64: the floor has no buffers')
  expect(contestants).not.toContainEqual(
    expect.objectContaining({ flavour: 'floor-generator', variant: '64' }),
  )
})

test('the growth of a select is asked of hocket and its floors, in a full run only', () => {
  expect(namesOf(plan('stressed', 'all'), '10x1')).toEqual([
    'fiber',
    'async',
    'floor-generator',
    'floor-promise',
  ])
  expect(namesOf(plan('stressed', 'all'), '10x1000')).toContain('go')
  expect(namesOf(plan('stressed', 'stressed'), '10x1')).toEqual([])
})

test('a full run spares those that would need half a minute for the longest line', () => {
  const longest = (flavour: string, ...words: string[]) =>
    Math.max(
      ...plan('ring', ...words)
        .contestants.filter(one => one.flavour === flavour)
        .map(({ n }) => n),
    )
  expect(longest('fiber', 'all')).toBe(1_000_000)
  expect(longest('async', 'all')).toBe(100_000)
  expect(longest('async', 'ring')).toBe(1_000_000)
})

test('other versions of Node run the flavours that need Node, and no rival', () => {
  const under22 = (...words: string[]) =>
    plan('commstime', ...words, '--node', '22')
      .contestants.filter(({ node }) => node === '22')
      .map(({ flavour, variant }) => `${flavour} ${variant}`)
  expect(under22('commstime')).toContain('floor-promise seq')
  expect(under22('all')).toEqual(['fiber seq', 'async seq', 'async-traced seq'])
})

test('a full run is planned to take less than half an hour', () => {
  const { names } = parseOptions(['all'])
  const minutes = names.reduce((sum, name) => sum + plan(name, 'all').seconds.all, 0) / 60
  expect(minutes).toBeGreaterThan(8)
  expect(minutes).toBeLessThan(30)
})
