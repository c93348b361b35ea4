import { expect, test } from 'vitest'
import { heapFlags, largest, refusal } from '../../bench/capacity.ts'

const footprint = { heap: 240, resident: 250 }
const usual = { memory: 24e9, mappings: 65_530 }

test('the kernel lets the default number of mappings hold about 70 million fibers', () => {
  const fits = largest(footprint, usual)
  expect(fits).toBeGreaterThan(65e6)
  expect(fits).toBeLessThan(75e6)
})

test('what fits is not refused, to the last process', () => {
  const fits = largest(footprint, usual)
  expect(refusal(fits, footprint, usual)).toBeUndefined()
  expect(refusal(fits + 1, footprint, usual)).toBeDefined()
})

test('a refusal names the setting when mappings run out', () => {
  const message = refusal(80_000_000, footprint, usual)
  expect(message).toContain('vm.max_map_count')
  expect(message).not.toContain('GB of memory')
})

test('a refusal names the memory when that runs out', () => {
  const message = refusal(80_000_000, footprint, { memory: 8e9, mappings: 1_000_000 })
  expect(message).toContain('20.3 GB of memory')
  expect(message).not.toContain('vm.max_map_count')
})

test('the old generation is given room for the population', () => {
  const [old] = heapFlags(15_000_000, footprint)
  expect(Number(old?.split('=')[1]) * 2 ** 20).toBeGreaterThan(15_000_000 * 240 * 1.1)
})
