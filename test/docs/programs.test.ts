/**
 * The programs that stand whole in the README and in pages that have no test of their own compile as they stand; those
 * that print something print what is said.
 */
import { expect, test } from 'vitest'
import { blocksOf, complaints, outputOf, pageOf } from './pages.ts'

const [readme] = blocksOf('README.md')
const [components] = blocksOf('docs/components.md')
const [checking, specification] = blocksOf('docs/checking.md')
const [refinement] = blocksOf('docs/refinement.md')
const interop = blocksOf('docs/interop.md')

test('the programs compile', async () => {
  const specified = `${specification}declare function program(): Promise<void>`
  const programs = [readme, components, checking, specified, refinement, ...interop]
  const modules = programs.map(code => `${code}\nexport {}`)
  expect(await complaints(modules, ['node'])).toBe('')
})

test('the first program gives the sum', async () => {
  expect(await outputOf(`${readme}\nconsole.log(total)`)).toBe('45\n')
})

test('the checker describes the failure as shown', async () => {
  const [, shown] = /```\n(deadlock: 'one'[\s\S]*?)…\n```/.exec(pageOf('docs/checking.md'))!
  expect(await outputOf(checking!)).toContain(shown)
})

test('the refinement holds, as said beside it', async () => {
  const [statement, call, said] = /^(csp\.describe.*\)) +\/\/ '(.*)'$/m.exec(refinement!)!
  const program = refinement!.replace(statement, `console.log(${call})`)
  expect(await outputOf(program)).toBe(`${said}\n`)
})
