import { expect, test } from 'vitest'
import { enters, flavours, lack } from '../../bench/entries.ts'

const find = (name: string) => flavours.find(flavour => flavour.name === name)!

test('a flavour that cannot express a workload says why', () => {
  const floor = find('floor-generator')
  expect(enters(floor, 'prodcons', '64')).toBe(true)
  expect(lack(floor, 'prodcons', '64')).toContain('no buffers')
  expect(lack(floor, 'prodcons', '0')).toBeUndefined()
})

test('a flavour stays away from what was not written for it', () => {
  expect(enters(find('floor-generator'), 'sieve', 'plain')).toBe(false)
  expect(enters(find('fiber'), 'sieve', 'plain')).toBe(true)
})

test('a flavour may be there for one variant', () => {
  expect(enters(find('fiber-traced'), 'commstime', 'seq')).toBe(true)
  expect(enters(find('fiber-traced'), 'commstime', 'par')).toBe(false)
})
