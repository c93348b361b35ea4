import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pin, pinLibrary } from '../../scripts/lib/pins.mjs'

describe('an import is pinned', () => {
  test.each([
    ["import { a } from './a.js';", undefined, "import { a as $a } from './a.js'; const a = $a;"],
    [
      "import { a, b as c, } from '../a.js';",
      undefined,
      "import { a as $a, b as $c } from '../a.js'; const a = $a; const c = $c;",
    ],
    ["import { a, b } from './a.js';", ['b'], "import { a, b as $b } from './a.js'; const b = $b;"],
  ])('%s, %j', (source, names, expected) => {
    expect(pin(source, names)).toBe(expected)
  })

  test.each([
    "import { readFileSync } from 'node:fs';",
    "import './defaults.js';",
    "import * as all from './all.js';",
    "export { a } from './a.js';",
  ])('and this is left alone: %s', source => {
    expect(pin(source)).toBe(source)
  })

  test('and a line stays the line it was', () => {
    const source =
      "import { a } from './a.js';\nimport { b } from './b.js';\nthrow new Error(a + b)"
    expect(pin(source).split('\n')).toHaveLength(3)
  })

  test('a name that nothing imports is refused, since it would pin nothing', () => {
    expect(() => pin("import { a } from './a.js';", ['b'])).toThrow('by the name of b')
  })
})

describe('a compiled library', () => {
  let folder = ''
  const write = (file: string, text: string) => {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hocket-pins-'))
    write('package.json', '{ "type": "module" }')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('does what it did', async () => {
    write('core/state.js', 'export const state = { count: 1 };\nexport const next = n => n + 1;\n')
    write(
      'fiber/run.js',
      "import { next, state } from '../core/state.js';\nstate.count = next(state.count);\nexport const now = () => state.count;\n",
    )
    pinLibrary(folder)
    expect(readFileSync(join(folder, 'fiber/run.js'), 'utf8')).toContain('const state = $state;')
    const { now } = await import(pathToFileURL(join(folder, 'fiber/run.js')).href)
    expect(now()).toBe(2)
  })

  test('pins in the core what every communication asks for, and no more', () => {
    write('core/show.js', "import { ports } from './ports.js';\n")
    pinLibrary(folder)
    expect(readFileSync(join(folder, 'core/show.js'), 'utf8')).not.toContain('$')
  })

  test('exports no variable, whose changes a pin would miss', () => {
    write('trace/count.js', 'export let count = 0;\n')
    expect(() => pinLibrary(folder)).toThrow('trace/count.js exports a variable')
  })
})
