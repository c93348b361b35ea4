import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')

test('every test that docs/choice.md names exists', () => {
  const core = fileURLToPath(new URL('../core/', import.meta.url))
  const tests = readdirSync(core)
    .map(name => read(`test/core/${name}`))
    .join('\n')
  // In emphasis, possibly over the end of a line: *the name of a test*.
  const named = [...read('docs/choice.md').matchAll(/(?<![*\w])\*([^*|]+)\*(?!\*)/g)].map(
    ([, name]) => name!.replaceAll(/\s+/g, ' '),
  )
  expect(named.length).toBeGreaterThan(30)
  expect(named.filter(name => !tests.includes(`'${name}'`))).toEqual([])
})
