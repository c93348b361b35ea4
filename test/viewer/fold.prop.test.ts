import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, type Member } from '../../viewer/src/model/fold.ts'

test('every process is in exactly one unit, and the units are no more than the limit unless roots alone are', () => {
  const forests = fc
    .array(fc.tuple(fc.nat(30), fc.constantFrom('a', 'b', 'worker 1', 'worker 2', 'x[3]')), {
      maxLength: 150,
    })
    .map(rows =>
      rows.map(
        ([parent, name], index): Member => ({
          id: index + 1,
          name,
          parent: parent < index ? parent + 1 : undefined,
        }),
      ),
    )
  fc.assert(
    fc.property(forests, fc.integer({ min: 35, max: 80 }), (members, limit) => {
      const { units, unitOf } = fold(members, { limit })
      const all = units.flatMap(unit => unit.members).sort((a, b) => a - b)
      expect(all).toEqual(members.map(member => member.id))
      for (const unit of units) for (const id of unit.members) expect(unitOf.get(id)).toBe(unit)
      expect(new Set(units.map(unit => unit.key)).size).toBe(units.length)
      expect(units.length).toBeLessThanOrEqual(
        Math.max(limit, members.filter(m => m.parent === undefined).length),
      )
    }),
  )
})
