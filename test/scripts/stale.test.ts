import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fingerprint, isInstalled } from '../../scripts/lib/stale.mjs'

describe('packages are installed', () => {
  const lockfile = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a-for-windows': { version: '1.0.0', optional: true },
    },
  }
  const a = { 'node_modules/a': { version: '1.0.0' } }

  test.each([
    ['no record at all', undefined, false],
    ['all but the optional ones', { packages: a }, true],
    ['another version', { packages: { 'node_modules/a': { version: '1.0.1' } } }, false],
    ['one is missing', { packages: {} }, false],
    ['one too many', { packages: { ...a, 'node_modules/b': { version: '1.0.0' } } }, false],
  ])('%s: %#', (_, installed, expected) => {
    expect(isInstalled(lockfile, installed)).toBe(expected)
  })
})

describe('the fingerprint of a folder', () => {
  let base = ''
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'hocket-stale-'))
    mkdirSync(join(base, 'src'))
    writeFileSync(join(base, 'src', 'a.ts'), 'a')
  })
  afterEach(() => rmSync(base, { recursive: true }))
  const print = () => fingerprint(base, ['src', 'absent'])

  test('does not depend on times of modification', () => {
    const before = print()
    utimesSync(join(base, 'src', 'a.ts'), 1, 1)
    expect(print()).toBe(before)
  })

  test.each([
    ['content', () => writeFileSync(join(base, 'src', 'a.ts'), 'b')],
    ['a new file', () => writeFileSync(join(base, 'src', 'b.ts'), '')],
    ['another name', () => renameSync(join(base, 'src', 'a.ts'), join(base, 'src', 'b.ts'))],
    ['a file gone', () => rmSync(join(base, 'src', 'a.ts'))],
  ])('changes with %s', (_, change) => {
    const before = print()
    change()
    expect(print()).not.toBe(before)
  })
})
