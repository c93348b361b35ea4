import { describe, expect, test } from 'vitest'
import { fold, type Member, SAMPLE } from '../../viewer/src/model/fold.ts'

const farm = (size: number): Member[] => [
  { id: 1, name: 'farm', parent: undefined },
  { id: 2, name: 'source', parent: 1 },
  { id: 3, name: 'sink', parent: 1 },
  ...Array.from({ length: size }, (_, n) => ({ id: 4 + n, name: `worker ${n}`, parent: 1 })),
]

const labels = (members: readonly Member[], options: Parameters<typeof fold>[1]) =>
  fold(members, options).units.map(
    unit => `${unit.label}${unit.members.length > 1 ? ` × ${unit.members.length}` : ''}`,
  )

describe('folding', () => {
  test('a small network is shown whole', () => {
    expect(labels(farm(3), { limit: 50 })).toEqual([
      'farm',
      'source',
      'sink',
      'worker 0',
      'worker 1',
      'worker 2',
    ])
  })

  test('a crowd of one kind is one group beside its source and its sink', () => {
    expect(labels(farm(10_000), { limit: 50 })).toEqual([
      'farm',
      'source',
      'sink',
      'worker × 10000',
    ])
  })

  test('an opened group shows a sample, those preferred first, and the rest as one', () => {
    const { units } = fold(farm(10_000), {
      limit: 50,
      opened: new Set(['1/worker']),
      preferred: new Set([9000]),
    })
    expect(units).toHaveLength(3 + SAMPLE + 1)
    expect(units.some(unit => unit.label === 'worker 8996')).toBe(true)
    expect(units.at(-1)).toMatchObject({ shape: 'rest', label: 'more worker' })
    expect(units.at(-1)?.members).toHaveLength(10_000 - SAMPLE)
    expect(units.at(-1)?.within).toEqual(['1/worker', 'tree:1'])
  })

  test('what the user folded stays folded', () => {
    expect(labels(farm(3), { limit: 50, folded: new Set(['tree:1']) })).toEqual(['farm × 6'])
  })

  test('without room, a tree stands for its descendants', () => {
    const deep: Member[] = []
    for (let n = 1; n <= 40; n += 1) {
      deep.push({ id: n, name: `stage ${String.fromCharCode(64 + n)}`, parent: undefined })
      deep.push(
        { id: 100 + n, name: `helper of ${n}th`, parent: n },
        { id: 200 + n, name: `clerk of ${n}th`, parent: n },
      )
    }
    expect(fold(deep, { limit: 45 }).units.length).toBeLessThanOrEqual(45)
  })

  test('a chain of parents as long as the network does not overflow the stack', () => {
    const chain = Array.from({ length: 20_000 }, (_, n) => ({
      id: n + 1,
      name: `p${n}x`,
      parent: n || undefined,
    }))
    expect(fold(chain, { limit: 30 }).units).toHaveLength(30)
  })

  test('a process that names itself or nobody known as its parent is a root', () => {
    expect(
      labels(
        [
          { id: 1, name: 'self', parent: 1 },
          { id: 2, name: 'orphan', parent: 99 },
        ],
        { limit: 9 },
      ),
    ).toEqual(['self', 'orphan'])
  })
})
