import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const src = fileURLToPath(new URL('./src', import.meta.url))

export default defineConfig({
  resolve: {
    // Examples import the package by its name. Inside tests that name means the sources, so that a test
    // and the example that it imports share one instance of every class and every port.
    alias: [
      { find: /^hocket$/, replacement: `${src}/node.ts` },
      { find: /^hocket\/(.+)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  // `using` and `await using` are newer than Node 20 and must be lowered.
  oxc: { target: 'es2022' },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    // One process to a file: tests look at unhandled rejections, async contexts and open handles, which
    // belong to a process. As many at a time as there are cores: vitest alone would leave one of two idle.
    pool: 'forks',
    maxWorkers: availableParallelism(),
    // Tests that run beside each other within a file do so to wait for child processes together.
    maxConcurrency: availableParallelism(),
    // A limit for what hangs, not a measure: tests that start compilers or servers share the machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    slowTestThreshold: 5_000,
    typecheck: {
      // Asked for with --typecheck, since it starts a compiler.
      include: ['test/**/*.test-d.ts'],
      tsconfig: './tsconfig/types.json',
    },
  },
})
