/** Every fault on a real server: `npm run test:long -- net`. */
import { afterEach, describe, test } from 'vitest'
import { cutOffs, hasNamespaces, scenarios } from '../net/scenarios.ts'
import { hasServer } from '../net/server.ts'

const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

describe.runIf(hasServer)('faults', () => {
  test.each(Object.entries(scenarios))('%s', async (_, scenario) => {
    await scenario(cleanups)
  })

  test.runIf(hasNamespaces).each(Object.entries(cutOffs))('%s', async (_, scenario) => {
    await scenario(cleanups)
  })
})
