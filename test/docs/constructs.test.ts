import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const page = readFileSync(join(root, 'docs/constructs.md'), 'utf8')
const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string)

/** What the compiler says of a module that sees hocket as its users do. */
function complaints(code: string): Promise<string> {
  const folder = mkdtempSync(join(root, 'test/docs/.constructs-'))
  const settings = {
    extends: '../../../tsconfig/base.json',
    compilerOptions: {
      noEmit: true,
      lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.AsyncIterable'],
      types: [],
      paths: { hocket: ['../../../src/index.ts'], 'hocket/*': ['../../../src/*/index.ts'] },
    },
    files: ['examples.ts'],
  }
  writeFileSync(join(folder, 'examples.ts'), code)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  return new Promise(resolve => {
    execFile(join(root, 'node_modules/.bin/tsc'), ['-p', folder], (_, output) => {
      rmSync(folder, { recursive: true })
      resolve(output)
    })
  })
}

const [prelude, ...examples] = blocks
const asFunctions = (some: readonly string[]): string =>
  some.map((code, at) => `export async function example${at}() {\n${code}}\n`).join('\n')

test('every example of docs/constructs.md compiles', async () => {
  expect(examples.length).toBeGreaterThan(30)
  expect(await complaints(`${prelude}\n${asFunctions(examples)}`)).toBe('')
})

test('an example that does not compile is found', async () => {
  const broken = await complaints(`${prelude}\n${asFunctions(['await output.write("one")\n'])}`)
  expect(broken).toContain('TS2345')
})

test('an example has about five lines, beside what it says of itself', () => {
  for (const code of examples) {
    const [says, ...lines] = code.trim().split('\n')
    expect(says).toMatch(/^\/\/ /)
    expect(lines.length, code).toBeLessThanOrEqual(6)
  }
})

test('every name that hocket exports for its processes stands in the page', async () => {
  const surface = await import('../../src/index.ts')
  const names = Object.keys(surface).filter(name => !/Error$/.test(name))
  expect(names.length).toBeGreaterThan(30)
  expect(names.filter(name => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([])
})
