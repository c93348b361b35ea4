/**
 * Every program of docs/how-to.md compiles, and prints what stands beside it; and every link to a heading leads there.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Compiled, compile } from '../cli/compiled.ts'
import { complaints, pageOf } from './pages.ts'

const page = pageOf('docs/how-to.md')
const programs = [...page.matchAll(/```ts (\S+)\n([\s\S]*?)```/g)].map(
  ([, name = '', code = '']) => [name, code] as const,
)

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
}, 120_000)
afterAll(() => compiled.remove())

test('the programs compile', async () => {
  expect(programs.length).toBeGreaterThanOrEqual(15)
  const modules = programs.map(([, code]) => `${code}\nexport {}`)
  expect(await complaints(modules, ['node'])).toBe('')
})

test.each(programs)('%s', async (name, code) => {
  const promised = [...code.matchAll(/console\.log\(.*\) \/\/ (.*)/g)].map(
    ([, said]) => `${said}\n`,
  )
  const own = code
    .replace(/from 'hocket'/g, "from './src/node.js'")
    .replace(/'hocket\/([\w/]+)'/g, "'./src/$1/index.js'")
  const {
    code: exit,
    stdout,
    stderr,
  } = await compiled.node('--import', 'tsx', compiled.write(`${name}.ts`, own))
  expect(promised).not.toEqual([])
  expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: promised.join(''), stderr: '' })
})

test.each(['README.md', 'docs/tutorial.md', 'docs/how-to.md', 'docs/remote.md'])(
  'links of %s lead to headings that are there',
  path => {
    const folder = path.includes('/') ? 'docs/' : ''
    for (const [link, file, anchor] of pageOf(path).matchAll(/\]\(([\w./-]*\.md)?#([\w-]+)\)/g)) {
      const headings = [
        ...pageOf(file === undefined ? path : folder + file).matchAll(/^#+ (.*)$/gm),
      ]
      const anchors = headings.map(([, text = '']) => anchorOf(text))
      expect(anchors, link).toContain(anchor)
    }
  },
)

/** As GitHub makes them. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')
}
