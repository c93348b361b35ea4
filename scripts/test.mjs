// npm test: everything that must hold, from a fresh clone. Needs no terminal, no stdin and no root.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from './build.mjs'
import { root, tool } from './lib/paths.mjs'
import { capture, show } from './lib/run.mjs'
import { createSteps } from './lib/steps.mjs'
import { countTests } from './lib/totals.mjs'
import { pack, packageChecks } from './package.mjs'
import { reference } from './reference.mjs'
import { buildViewer, install, setupTests } from './setup.mjs'
import { types } from './types.mjs'

await setupTests()
const { step, result } = createSteps()

await step('biome', () =>
  capture(tool('biome'), ['check', '--error-on-warnings', '--diagnostic-level=warn']),
)
await step('build', async () => {
  const { built, ...outcome } = await build()
  return { ...outcome, note: built ? undefined : 'dist is current' }
})
await step('types', async () => {
  const { count, ...outcome } = await types()
  return { ...outcome, note: `${count} projects` }
})
await step('reference', () => reference({ check: true }))
await step('viewer', viewer)
await step('package', packageStep)
await step('runtime', () => capture(process.execPath, ['runtime-tests/main.mjs']))

// Last, so that the totals of the tests stand at the end.
const tests = await vitest()
const { passed, failed } = result()
if (failed.length > 0) console.log(`failed before the tests: ${failed.join(', ')}`)
if (tests.code !== 0 && tests.failed === 0) console.log(`vitest ended with code ${tests.code}`)
// A step counts as one test, so that a failing step shows in the closing line too, and so does a run of
// vitest that fails outside of every test: an unhandled rejection, a file that does not load.
const outside = tests.code !== 0 && tests.failed === 0 ? 1 : 0
const failures = failed.length + tests.failed + outside
console.log(`${passed + tests.passed} passed, ${failures} failed`)
process.exitCode = failures === 0 ? 0 : 1

/** Unit, property and type tests, their output as it comes. Gives vitest's exit code and the totals. */
async function vitest() {
  const folder = mkdtempSync(join(tmpdir(), 'hocket-test-'))
  const report = join(folder, 'report.json')
  const { code } = await show(tool('vitest'), [
    'run',
    '--typecheck',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  const text = existsSync(report) ? readFileSync(report, 'utf8') : undefined
  rmSync(folder, { recursive: true, force: true })
  return { code, ...countTests(text === undefined ? undefined : JSON.parse(text)) }
}

/** The page is published with the package, and has packages of its own. */
async function viewer() {
  await install('viewer')
  const { built, ...outcome } = await buildViewer()
  return { ...outcome, note: built ? undefined : 'its page is current' }
}

async function packageStep() {
  if (!existsSync(join(root, 'dist', 'index.js')))
    return { code: 1, output: 'dist/index.js is missing' }
  const { archive, remove, ...packed } = await pack()
  try {
    if (packed.code !== 0) return packed
    const wrong = []
    const notes = []
    for (const [name, check] of Object.entries(packageChecks)) {
      const { code, output, note } = await check(archive)
      if (code !== 0) wrong.push(`${name}\n${output.trimEnd()}`)
      if (note !== undefined) notes.push(note)
    }
    return {
      code: wrong.length === 0 ? 0 : 1,
      output: wrong.join('\n\n'),
      note: notes.join(', '),
    }
  } finally {
    remove()
  }
}
