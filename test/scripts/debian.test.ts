import { expect, test } from 'vitest'
import { decide } from '../../scripts/lib/debian.mjs'

const missing = ['spin', 'chromium']

test('nothing missing: nothing to do and nothing to say', () => {
  const quiet = { install: [], skipped: undefined }
  expect(decide({ missing: [], debian: true, root: true })).toEqual(quiet)
  expect(decide({ missing: [], debian: false, root: false })).toEqual(quiet)
})

test('root on Debian installs what is missing', () => {
  const decision = decide({ missing, debian: true, root: true })
  expect(decision).toEqual({ install: missing, skipped: undefined })
})

test.each([
  [{ debian: false, root: true }, 'this is not Debian'],
  [{ debian: true, root: false }, 'only root may install them'],
])('otherwise one line says what is skipped and why: %j', (machine, reason) => {
  const skipped = `setup: not installing spin, chromium: ${reason}`
  expect(decide({ missing, ...machine })).toEqual({ install: [], skipped })
})
