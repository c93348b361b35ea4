import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Finding, folders, layers, Tree } from './tree.ts'

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
  // Those that are no folder of their own; what the others accept is tested one by one below.
  for (const layer of ['index', 'interop-node']) {
    expect(await tree.compiler(layer), layer).toEqual([])
  }
})

describe('each layer imports what the table allows', () => {
  // In the folder of every layer, one module for each other layer that imports that layer.
  const tree = new Tree()
  for (const layer of Object.keys(layers)) {
    for (const other of folders.filter(folder => folder !== layer)) {
      const code = `import { ${other} } from '../${other}/index.ts'\nexport const name = ${other}\n`
      tree.plant(`src/${layer}/imports-${other}.ts`, code)
    }
  }
  let linted: Finding[] = []
  beforeAll(async () => {
    linted = await tree.biome()
  })
  afterAll(() => tree[Symbol.dispose]())

  describe.each(Object.entries(layers))('%s', (layer, allowed) => {
    const refused = folders
      .filter(other => other !== layer && !allowed.includes(other))
      .map(other => `src/${layer}/imports-${other}.ts`)
      .sort()
    const within = (findings: readonly Finding[]) =>
      findings.filter(({ file }) => file.startsWith(`src/${layer}/`))

    test('the linter refuses the imports that are not in the table, and only these', () => {
      const found = within(linted)
      expect(found.map(({ rule }) => rule)).toEqual(refused.map(() => restricted))
      expect(found.map(({ file }) => file).sort()).toEqual(refused)
    })

    test('so does the compiler', async () => {
      const found = within(await tree.compiler(layer))
      expect(found.map(({ rule }) => rule)).toEqual(refused.map(() => unlisted))
      expect(found.map(({ file }) => file).sort()).toEqual(refused)
    })
  })
})

describe('the linter refuses', () => {
  test('every way out of core', async () => {
    const ways = {
      'type-import': "import type { F } from '../fiber/index.ts'\nexport type G = F\n",
      'dynamic-import': "export const f = () => import('../fiber/index.ts')\n",
      're-export': "export * from '../fiber/index.ts'\n",
      'node-module': "import { hostname } from 'node:os'\nexport const name = hostname()\n",
      package: "import { encode } from 'cbor-x'\nexport const bytes = encode(1)\n",
      itself: "import { core } from 'hocket'\nexport const name = core\n",
    }
    using tree = new Tree()
    for (const [way, code] of Object.entries(ways)) tree.plant(`src/core/${way}.ts`, code)
    const found = (await tree.biome()).filter(({ rule }) => rule === restricted)
    const expected = Object.keys(ways).map(way => `src/core/${way}.ts`)
    expect(found.map(({ file }) => file).sort()).toEqual(expected.sort())
  })

  test('an import out of a folder below a layer', async () => {
    using tree = new Tree()
    const file = 'src/check/refine/planted.ts'
    tree.plant(file, "import { cli } from '../../cli/index.ts'\nexport const name = cli\n")
    expect(await tree.biome()).toEqual([{ file, rule: restricted }])
  })

  test.each(['src/index.ts', 'src/node.ts'])('cli from the composition %s', async file => {
    using tree = new Tree()
    tree.plant(file, "export { cli } from './cli/index.ts'\n")
    expect(await tree.biome()).toEqual([{ file, rule: restricted }])
    expect(await tree.compiler('index')).toEqual([{ file, rule: unlisted }])
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

test('in core the compiler knows nothing of a platform', async () => {
  const planted = {
    timer: 'export const timer = setTimeout(() => {}, 1)',
    microtask: 'export const queued = () => queueMicrotask(() => {})',
    console: "export const say = () => console.log('')",
    clock: 'export const now = () => performance.now()',
    signal: 'export type Signal = AbortSignal',
    process: 'export const arguments_ = () => process.argv',
    node: "export { hostname } from 'node:os'",
  }
  using tree = new Tree()
  for (const [name, code] of Object.entries(planted)) tree.plant(`src/core/${name}.ts`, `${code}\n`)
  const found = await tree.compiler('core')
  const expected = Object.keys(planted).map(name => `src/core/${name}.ts`)
  expect(found.map(({ file }) => file).sort()).toEqual(expected.sort())
})
