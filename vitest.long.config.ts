import { defineConfig } from 'vitest/config'
import base from './vitest.config.ts'

/** Soak and fuzz: not part of `npm test`, no limit of time but the one that each test sets. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['test/long/**/*.long.ts'],
    passWithNoTests: true,
    testTimeout: 0,
  },
})
