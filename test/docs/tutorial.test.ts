/**
 * Every program of docs/tutorial.md compiles, runs as its reader would run it, and prints what the page says.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Compiled, compile } from '../cli/compiled.ts'
import { complaints, pageOf, reportIn } from './pages.ts'

const page = pageOf('docs/tutorial.md')
const programs = new Map(
  [...page.matchAll(/```ts (\S+)\n([\s\S]*?)```/g)].map(([, name = '', code = '']) => [name, code]),
)
/** What stands in the fences without a language, in order. */
const [shownFirst, shownStuck, shownFailure] = [...page.matchAll(/\n\n```\n([\s\S]*?)```/g)].map(
  ([, text = '']) => text,
)

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
  for (const [name, code] of programs) {
    const own = code
      .replace(/from 'hocket'/g, "from './src/node.js'")
      .replace(/'hocket\/(\w+)'/g, "'./src/$1/index.js'")
    compiled.write(`${name}.ts`, own)
  }
}, 120_000)
afterAll(() => compiled.remove())

const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url))
const tsx = fileURLToPath(import.meta.resolve('tsx/cli'))
const run = (name: string) => compiled.node(tsx, `${compiled.folder}/${name}.ts`)
const check = (name: string) => compiled.hocket('check', `${compiled.folder}/${name}.ts`)
/** What a comment beside a `console.log` says that it prints. */
const promised = (name: string) => /console\.log\(.*\) \/\/ (.*)/.exec(programs.get(name)!)![1]

test('the programs compile', async () => {
  const names = [...programs.keys()]
  const modules = [...programs.values()].map(code =>
    code.replace(/'\.\/(\w+)\.ts'/g, (_, name) => `'./${names.indexOf(name)}.ts'`),
  )
  expect(names).toHaveLength(9)
  expect(
    await complaints(
      modules.map(code => `${code}\nexport {}`),
      ['node'],
    ),
  ).toBe('')
})

test('the settings shown find the types of Node, which those of hocket need', () => {
  const [, settings] = /```json\n([\s\S]*?)```/.exec(page)!
  const project = compiled.write(
    'tutorial.json',
    JSON.stringify({ ...JSON.parse(settings!), files: ['settings.ts'] }),
  )
  compiled.write('settings.ts', 'export const cwd: string & Partial<Disposable> = process.cwd()')
  const { stdout } = spawnSync(tsc, ['-p', project], { encoding: 'utf8' })
  expect(stdout).toBe('')
})

test('the first program prints what is shown', async () => {
  expect(await run('first')).toEqual({ code: 0, stdout: shownFirst, stderr: '' })
})

test.each(['fail', 'limits', 'fibers'])('%s.ts prints what stands beside it', async name => {
  expect(await run(name)).toEqual({ code: 0, stdout: `${promised(name)}\n`, stderr: '' })
})

test('the program that stops is reported on as shown', async () => {
  const { code, stderr } = await run('stuck')
  expect(reportIn(stderr)).toBe(shownStuck!.trim())
  expect(code).toBe(1)
})

test('the test passes', async () => {
  const { code, stdout } = await run('waiter.test')
  // Node 20 and 22 write TAP where nobody looks on, later ones what they write to a terminal.
  expect(stdout).toMatch(/^(#|ℹ) pass 1$/m)
  expect(code).toBe(0)
})

test('the kitchen works, and the checker finds what is shown', async () => {
  compiled.write('works.ts', "import k from './kitchen.ts'\nconsole.log(await k())\n")
  const said = /each time you run it: `(.*)`/.exec(page)![1]
  expect(await run('works')).toEqual({ code: 0, stdout: `${said}\n`, stderr: '' })
  const [verdict, diagram] = shownFailure!.split('…\n\n')
  const { code, stdout } = await check('kitchen')
  expect(stdout.startsWith(verdict!)).toBe(true)
  expect(stdout).toContain(diagram)
  expect(code).toBe(1)
})

test('the kitchen that is mended holds, and with leases that are taken late it does not', async () => {
  const said = /kitchen-mended\.ts +(holds \(\d+ traces)/.exec(page)![1]
  expect((await check('kitchen-mended')).stdout.startsWith(said!)).toBe(true)
  const late = programs
    .get('kitchen-mended')!
    .replace(/ +const out = .*\n/, '')
    .replace('orders.reader, out)', 'orders.reader, dishes.writer.lease())')
    .replace(/from 'hocket'/g, "from './src/node.js'")
  compiled.write('late.ts', late)
  expect((await check('late')).stdout).toMatch(/^fails: ClosedError: leasing/)
})
