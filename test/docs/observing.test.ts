/**
 * Every program of docs/observing.md runs, as its reader would run it, and prints what the page says.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Compiled, compile } from '../cli/compiled.ts'
import { pageOf, reportIn } from './pages.ts'

const page = pageOf('docs/observing.md')
const programs = new Map(
  [...page.matchAll(/```ts (\w+)\n([\s\S]*?)```/g)].map(([, name = '', code = '']) => [name, code]),
)

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
}, 120_000)
afterAll(() => compiled.remove())

function run(name: string) {
  const code = programs
    .get(name)!
    .replace(/'hocket'/g, "'./src/node.js'")
    .replace(/'hocket\/(\w+)'/g, "'./src/$1/index.js'")
  return compiled.node('--import', 'tsx', compiled.write(`${name}.ts`, code))
}

test('there are as many programs as the page shows', () => {
  expect([...programs.keys()]).toEqual(['stopped', 'closed', 'leaks', 'traces', 'view'])
})

test('the program that stops is reported on as shown', async () => {
  const [, shown] = /```\n(deadlock: [\s\S]*?)```/.exec(page)!
  const { code, stderr } = await run('stopped')
  expect(reportIn(stderr)).toBe(shown!.trim())
  expect(code).toBe(1)
})

test('the closed scope fails', async () => {
  const { code, stdout } = await run('closed')
  expect(stdout).toMatch(
    /^deadlock: 1 process blocked for ever.*\n {2}body of scope writes numbers/,
  )
  expect(code).toBe(0)
})

test('the leak is found', async () => {
  const { stdout } = await run('leaks')
  expect(stdout).toBe("worker [ 'reads jobs' ]\n")
})

test('the trace is drawn', async () => {
  expect(await run('traces')).toEqual({ code: 0, stdout: 'true true true\n', stderr: '' })
})

test('the picture names only what is there', () => {
  expect(programs.get('view')).toContain("import { view } from 'hocket/view'")
})
