import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { components } from '../../src/trace/strong-components.ts'
import { blockers, findStuck, type Wait } from '../../src/trace/wait-graph.ts'

const PROCESSES = 6

/** Small random graphs: processes 0 to 5, of which some are not blocked, with alternatives and parents. */
const graphs = fc
  .array(
    fc.record({
      process: fc.nat(PROCESSES - 1),
      all: fc.boolean(),
      guards: fc.array(
        fc.oneof(
          { weight: 9, arbitrary: fc.array(fc.nat(PROCESSES - 1), { maxLength: 3 }) },
          { weight: 1, arbitrary: fc.constant(undefined) },
        ),
        { maxLength: 3 },
      ),
    }),
    { maxLength: PROCESSES },
  )
  .map(waits => {
    const unique = new Map(waits.map(wait => [wait.process, wait]))
    return [...unique.values()].map(
      ({ process, all, guards }): Wait => ({
        process,
        all,
        guards: guards.map(servers => ({ guard: {}, servers })),
      }),
    )
  })

/** The definition, word for word: every member is blocked by members of the set alone. */
function isStuck(set: ReadonlySet<number>, waits: readonly Wait[]): boolean {
  return waits
    .filter(wait => set.has(wait.process))
    .every(({ all, guards }) => {
      const dead = guards.map(({ servers }) => servers?.every(s => set.has(s)) ?? false)
      return all ? dead.some(Boolean) : dead.every(Boolean)
    })
}

function stuckSets(waits: readonly Wait[]): Set<number>[] {
  const ids = waits.map(wait => wait.process)
  return Array.from({ length: 2 ** ids.length }, (_, bits) => {
    return new Set(ids.filter((_id, i) => bits & (1 << i)))
  }).filter(set => isStuck(set, waits))
}

const includes = (outer: Iterable<number>, inner: Iterable<number>) => {
  const set = new Set(outer)
  return [...inner].every(id => set.has(id))
}

describe('against brute force over all subsets', () => {
  test('the stuck processes are the union of all stuck sets', () => {
    fc.assert(
      fc.property(graphs, waits => {
        const union = new Set(stuckSets(waits).flatMap(set => [...set]))
        expect(findStuck(waits).stuck).toEqual([...union].sort((x, y) => x - y))
      }),
      { numRuns: 2000 },
    )
  })

  test('every smallest stuck set lies in one knot, and every knot holds one', () => {
    fc.assert(
      fc.property(graphs, waits => {
        const sets = stuckSets(waits).filter(set => set.size > 0)
        const smallest = sets.filter(set => {
          return !sets.some(other => other.size < set.size && includes(set, other))
        })
        const { knots } = findStuck(waits)
        for (const set of smallest) {
          expect(knots.filter(knot => includes(knot, set))).toHaveLength(1)
        }
        for (const knot of knots) {
          expect(smallest.some(set => includes(knot, set))).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('a knot is stuck by itself and in one piece', () => {
    fc.assert(
      fc.property(graphs, waits => {
        const byProcess = new Map(waits.map(wait => [wait.process, wait]))
        for (const knot of findStuck(waits).knots) {
          const inside = new Set(knot)
          expect(isStuck(inside, waits)).toBe(true)
          const parts = components(knot, id => blockers(byProcess.get(id)!, inside))
          expect(parts).toHaveLength(1)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('with alternatives alone the knots are the sink components', () => {
    fc.assert(
      fc.property(graphs, graph => {
        const waits = graph.map(wait => ({ ...wait, all: false }))
        const { stuck, knots } = findStuck(waits)
        const byProcess = new Map(waits.map(wait => [wait.process, wait]))
        const successors = (id: number) => {
          return byProcess.get(id)!.guards.flatMap(({ servers }) => servers ?? [])
        }
        const sinks = components(stuck, successors).filter(component => {
          return component.every(id => includes(component, successors(id)))
        })
        const sorted = sinks.map(sink => sink.sort((x, y) => x - y)).sort((x, y) => x[0]! - y[0]!)
        expect(knots).toEqual(sorted)
      }),
      { numRuns: 2000 },
    )
  })
})

test('strong components agree with mutual reachability', () => {
  const arcs = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 })
  fc.assert(
    fc.property(arcs, list => {
      const nodes = [0, 1, 2, 3, 4, 5, 6, 7]
      const next = (node: number) => list.filter(([from]) => from === node).map(([, to]) => to)
      const reach = nodes.map(node => {
        const found = new Set([node])
        for (const at of found) for (const to of next(at)) found.add(to)
        return found
      })
      const found = components(nodes, next)
      expect(found.flat().sort((x, y) => x - y)).toEqual(nodes)
      for (const component of found) {
        const [first] = component
        const mutual = nodes.filter(node => reach[first!]!.has(node) && reach[node]!.has(first!))
        expect(component.sort((x, y) => x - y)).toEqual(mutual)
      }
    }),
  )
})
