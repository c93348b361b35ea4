import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { folders, layers, Tree } from './tree.ts'

const restricted = 'lint/style/noRestrictedImports'
/** "File is not listed within the file list of project": an import led out of the layer's folders. */
const unlisted = 'TS6307'

test('every folder of src is a layer with rules of its own', () => {
  const src = fileURLToPath(new URL('../../src', import.meta.url))
  const found = readdirSync(src, { withFileTypes: true }).filter(entry => entry.isDirectory())
  for (const { name } of found) expect(folders).toContain(name)
})

test('a tree without a violation passes both guards', async () => {
  using tree = new Tree()
  tree.plant('src/index.ts', "export { core } from './core/index.ts'\n")
  expect(await tree.biome()).toEqual([])
  for (const layer of [...Object.keys(layers), 'index', 'interop-node']) {
    expect(await tree.compiler(layer), layer).toEqual([])
  }
})

describe.each(Object.entries(layers))('%s', (layer, allowed) => {
  const others = folders.filter(other => other !== layer)
  const forbidden = others.filter(other => !allowed.includes(other))

  /** In its folder, one module for each other layer that imports that layer. */
  function treeWithEveryImport(): Tree {
    const tree = new Tree()
    for (const other of others) {
      const code = `import { ${other} } from '../${other}/index.ts'\nexport const name = ${other}\n`
      tree.plant(`src/${layer}/imports-${other}.ts`, code)
    }
    return tree
  }
  const expected = forbidden.map(other => `src/${layer}/imports-${other}.ts`).sort()

  test('the linter refuses the imports that are not in the table, and only these', async () => {
    using tree = treeWithEveryImport()
    const found = await tree.biome()
    expect(found.map(({ rule }) => rule)).toEqual(expected.map(() => restricted))
    expect(found.map(({ file }) => file).sort()).toEqual(expected)
  })

  test('so does the compiler', async () => {
    using tree = treeWithEveryImport()
    const found = await tree.compiler(layer)
    expect(found.map(({ rule }) => rule)).toEqual(expected.map(() => unlisted))
    expect(found.map(({ file }) => file).sort()).toEqual(expected)
  })
})

describe('the linter refuses', () => {
  test.each([
    [
      'a type import out of core',
      "import type { F } from '../fiber/index.ts'\nexport type G = F\n",
    ],
    ['a dynamic import out of core', "export const f = () => import('../fiber/index.ts')\n"],
    ['a re-export out of core', "export * from '../fiber/index.ts'\n"],
    ['node: in core', "import { hostname } from 'node:os'\nexport const name = hostname()\n"],
    ['a package in core', "import { encode } from 'cbor-x'\nexport const bytes = encode(1)\n"],
    ['the package itself in core', "import { core } from 'hocket'\nexport const name = core\n"],
  ])('%s', async (_, code) => {
    using tree = new Tree()
    tree.plant('src/core/planted.ts', code)
    expect(await tree.biome()).toContainEqual({ file: 'src/core/planted.ts', rule: restricted })
  })

  test('an import out of a folder below a layer', async () => {
    using tree = new Tree()
    const file = 'src/check/refine/planted.ts'
    tree.plant(file, "import { cli } from '../../cli/index.ts'\nexport const name = cli\n")
    expect(await tree.biome()).toEqual([{ file, rule: restricted }])
  })

  test('cli from the composition', async () => {
    using tree = new Tree()
    tree.plant('src/index.ts', "export { cli } from './cli/index.ts'\n")
    expect(await tree.biome()).toEqual([{ file: 'src/index.ts', rule: restricted }])
    expect(await tree.compiler('index')).toEqual([{ file: 'src/index.ts', rule: unlisted }])
  })

  // In cli, since nothing else may import packages at all.
  test('a development dependency anywhere in src', async () => {
    using tree = new Tree()
    const file = 'src/cli/planted.ts'
    tree.plant(file, "import fc from 'fast-check'\nexport const numbers = fc.nat()\n")
    const rule = 'lint/correctness/noUndeclaredDependencies'
    expect(await tree.biome()).toEqual([{ file, rule }])
  })

  test('a cycle', async () => {
    using tree = new Tree()
    tree.plant('src/core/a.ts', "import { b } from './b.ts'\nexport const a = () => b\n")
    tree.plant('src/core/b.ts', "import { a } from './a.ts'\nexport const b = () => a\n")
    const rule = 'lint/suspicious/noImportCycles'
    expect(await tree.biome()).toContainEqual({ file: 'src/core/a.ts', rule })
  })

  test('a promise that nobody awaits', async () => {
    using tree = new Tree()
    const file = 'src/core/planted.ts'
    const code = [
      'async function work(): Promise<void> {}',
      'export function start(): void {',
      '  work()',
      '}',
    ]
    tree.plant(file, code.join('\n'))
    const rule = 'lint/nursery/noFloatingPromises'
    expect(await tree.biome()).toEqual([{ file, rule }])
  })
})

describe('in core the compiler knows no', () => {
  test.each([
    ['timer', 'export const timer = setTimeout(() => {}, 1)'],
    ['microtask', 'export const queued = () => queueMicrotask(() => {})'],
    ['console', "export const say = () => console.log('')"],
    ['clock of the platform', 'export const now = () => performance.now()'],
    ['AbortSignal', 'export type Signal = AbortSignal'],
    ['process', 'export const arguments_ = () => process.argv'],
    ['node: module', "export { hostname } from 'node:os'"],
  ])('%s', async (_, code) => {
    using tree = new Tree()
    tree.plant('src/core/planted.ts', `${code}\n`)
    const found = await tree.compiler('core')
    expect(found.map(({ file }) => file)).toEqual(['src/core/planted.ts'])
  })
})
