/**
 * The programs for threads in docs/remote.md run as its reader would run them, and every test that the page names
 * exists.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Compiled, compile } from '../cli/compiled.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const page = readFileSync(join(root, 'docs/remote.md'), 'utf8')

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
  for (const [, name, code = ''] of page.matchAll(/```ts (\w+)\n([\s\S]*?)```/g)) {
    const own = code
      .replace(/'hocket'/g, "'./src/node.js'")
      .replace(/'hocket\/(\w+)'/g, "'./src/$1/index.js'")
    writeFileSync(join(compiled.folder, `${name}.ts`), own)
  }
}, 120_000)
afterAll(() => compiled.remove())

const run = (name: string) => compiled.node('--import', 'tsx', join(compiled.folder, `${name}.ts`))

test('a process on a thread', async () => {
  expect(await run('threads')).toEqual({ code: 0, stdout: '42\n', stderr: '' })
})

test('a farm', async () => {
  expect(await run('farm')).toEqual({ code: 0, stdout: '1\n4\n9\n16\n25\n', stderr: '' })
})

test('every test that the page names exists', () => {
  const tests = ['net', 'workers', 'remote'].flatMap(folder =>
    readdirSync(join(root, 'test', folder))
      .filter(name => name.endsWith('.ts'))
      .map(name => readFileSync(join(root, 'test', folder, name), 'utf8')),
  )
  const rows = page.split('\n').filter(line => line.startsWith('|'))
  // In emphasis.
  const named = [...rows.join('\n').matchAll(/(?<![*\w])\*([^*|\n]{12,})\*(?!\*)/g)].map(
    ([, name]) => name!,
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter(name => !tests.some(text => text.includes(`'${name}'`)))).toEqual([])
})
