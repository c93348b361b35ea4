import { expect, test } from 'vitest'
import { blocksOf, complaints, pageOf } from './pages.ts'

const page = pageOf('docs/constructs.md')
const [prelude, ...examples] = blocksOf('docs/constructs.md')
const asFunctions = (some: readonly string[]): string =>
  some.map((code, at) => `export async function example${at}() {\n${code}}\n`).join('\n')

test('every example of docs/constructs.md compiles', async () => {
  expect(examples.length).toBeGreaterThan(30)
  expect(await complaints([`${prelude}\n${asFunctions(examples)}`], [])).toBe('')
})

test('an example that does not compile is found', async () => {
  const broken = await complaints(
    [`${prelude}\n${asFunctions(['await output.write("one")\n'])}`],
    [],
  )
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
