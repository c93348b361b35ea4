import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Table } from '../../src/remote/table.ts'

/** Few numbers of few nodes, so that identifiers meet in the same slots, and wrap around. */
const id = fc
  .tuple(fc.constantFrom('a:1', 'b:1', 'a:2'), fc.nat(24))
  .map(([node, number]) => `${node}:${number}`)

const step = fc.oneof(
  fc.record({ type: fc.constant('set' as const), id, value: fc.integer() }),
  fc.record({ type: fc.constant('delete' as const), id }),
)

test('a table is a map', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const table = new Table<number>()
      const map = new Map<string, number>()
      for (const one of steps) {
        if (one.type === 'set') {
          table.set(one.id, one.value)
          map.set(one.id, one.value)
        } else expect(table.delete(one.id)).toBe(map.delete(one.id))
        expect(table.get(one.id)).toBe(map.get(one.id))
        expect(table.size).toBe(map.size)
      }
      for (const [key, value] of map) expect(table.get(key)).toBe(value)
      expect(table.values().sort()).toEqual([...map.values()].sort())
    }),
  )
})
