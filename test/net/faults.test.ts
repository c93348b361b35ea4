/**
 * Faults on a real server, of each kind one; `npm run test:long -- net` runs them all.
 */
import { afterEach, describe, test } from 'vitest'
import { cutOffs, hasNamespaces, scenarios } from './scenarios.ts'
import { hasServer } from './server.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const chosen = [
  'the server is killed, and back within the lease: nothing is lost',
  'a reader is killed, and another goes on',
  'the home is killed, and comes back under its name',
  'the writer is frozen for longer than the lease',
] as const

describe.runIf(hasServer)('faults', () => {
  test.each(chosen)('%s', async name => {
    await scenarios[name](cleanups)
  })

  test.runIf(hasNamespaces)('the link of a reader is down for longer than the lease', async () => {
    await cutOffs['the link of a reader is down for longer than the lease'](cleanups)
  })
})
