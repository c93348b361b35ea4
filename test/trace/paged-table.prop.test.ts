import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PagedTable } from '../../src/trace/paged-table.ts'

test('a paged table is a map', () => {
  const steps = fc.array(fc.tuple(fc.boolean(), fc.oneof(fc.nat(20), fc.nat(2000))))
  fc.assert(
    fc.property(steps, list => {
      const table = new PagedTable<string>()
      const map = new Map<number, string>()
      for (const [adds, id] of list) {
        if (adds) {
          table.set(id, `entry ${id}`)
          map.set(id, `entry ${id}`)
        } else {
          table.delete(id)
          map.delete(id)
        }
        expect(table.get(id)).toBe(map.get(id))
      }
      expect([...table]).toEqual([...map].sort(([x], [y]) => x - y))
    }),
  )
})
