import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/**
 * The tests of everything that runs processes, with debugging on: what is called a leak must never go on. Left out is
 * what attaches an observer of its own, or runs its processes elsewhere.
 */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    setupFiles: ['test/leaks/setup.ts'],
    // Debugging makes the long tests several times as long.
    testTimeout: 240_000,
    include: [
      'test/{core,fiber,components,interop,examples,platform,remote,workers}/**/*.test.ts',
      'test/laws/{laws,regressions}.test.ts',
    ],
    exclude: ['test/remote/tracing.test.ts'],
  },
})
