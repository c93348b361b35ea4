/** Wrong calls: one line each, that says what to do, and the right exit code. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonLinesHeader } from '../../src/trace/json-lines.ts'
import { type Compiled, compile } from './compiled.ts'

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
  mkdirSync(join(compiled.folder, 'folder'))
  compiled.write('program.js', 'console.log(process.argv.slice(2).join())')
  compiled.write('throws.js', "throw new Error('at once')")
  compiled.write('broken.js', 'const x = = 3')
  compiled.write('checked.js', 'export async function program() {}')
  compiled.write('data.json', '{}')
  compiled.write('letter.txt', 'not a trace')
  compiled.write('trace.jsonl', jsonLinesHeader())
  compiled.write('cut.jsonl', `${jsonLinesHeader()}what\n`)
  compiled.write('newer.jsonl', '{"format":"hocket-trace","version":99}\n')
}, 120_000)
afterAll(() => compiled.remove())

/** What the command was called with, and the line that it answers. */
const wrong: readonly (readonly [call: string, line: string | RegExp])[] = [
  ['nothing', "there is no command 'nothing'; see hocket --help"],
  ['run', 'run which program? hocket run FILE; see hocket run --help'],
  ['run absent.js', 'there is no file absent.js'],
  ['run folder', 'folder is not a file: name the program in it'],
  ['run data.json', 'data.json is no program: name a file of JavaScript or TypeScript'],
  ['run trace.jsonl', /trace\.jsonl is no program: .*; is it a trace\? hocket view trace\.jsonl/],
  [
    'run program.js --verbose',
    "there is no option '--verbose': see hocket run --help; the program's own options come after --",
  ],
  ['run program.js --trace', /'--trace <value>' argument missing: see hocket run --help/],
  ['run program.js --trace no/out', 'no/out cannot be written: there is no such folder'],
  ['run program.js --trace folder', 'folder cannot be written: it is a folder'],
  ['trace', /^which trace\? hocket trace FILE --to perfetto/],
  ['trace absent --to text', 'there is no file absent'],
  ['trace folder --to text', 'folder is not a file: name the trace in it'],
  ['trace trace.jsonl', /^into what\? --to perfetto\|/],
  ['trace trace.jsonl --to oil', /^into what\? .* not oil$/],
  ['trace trace.jsonl --to text --last none', '--last takes a number of events from 1'],
  ['trace trace.jsonl --to text --last 1.5', '--last takes a number of events from 1'],
  ['trace trace.jsonl --to dot --last 3', /^--last goes with --to mermaid and --to text/],
  ['trace trace.jsonl cut.jsonl --to text', /^one trace at a time/],
  ['view', 'view what? hocket view FILE; see hocket view --help'],
  ['view absent.js', 'there is no file absent.js'],
  ['view folder', 'folder is not a file: name the program in it'],
  ['view letter.txt', 'letter.txt is no program: name a file of JavaScript or TypeScript'],
  ['view program.js --port high', '--port takes a number from 0 to 65535, not high'],
  ['check', 'check which program? hocket check FILE; see hocket check --help'],
  ['check data.json', 'data.json is no program: name a file of JavaScript or TypeScript'],
  ['check checked.js --mode all', /^there is no mode 'all': dpor, /],
  ['check checked.js --seed -1', /^Option '--seed' argument is ambiguous: see hocket check --help/],
  ['check checked.js --runs 0', '--runs takes a number from 1'],
  ['check checked.js --trace no/out', 'no/out cannot be written: there is no such folder'],
  ['check checked.js --export other', "there is no function exported as 'other': program"],
  ['check program.js', 'the file exports no function: export async function program() { … }'],
]

describe('a wrong call has exit code 2, and one line with the remedy', () => {
  test.concurrent.each(wrong)('hocket %s', async (call, line) => {
    const { code, stderr } = await compiled.hocket(...call.split(' '))
    expect(code).toBe(2)
    const [said, rest] = stderr.replace(/^hocket: /, '').split('\n')
    if (typeof line === 'string') expect(said).toBe(line)
    else expect(said).toMatch(line)
    expect(rest).toBe('')
  })
})

describe('a trace that cannot be read has exit code 1, and is named', () => {
  test.concurrent.each([
    ['letter.txt', /^hocket: letter\.txt: not a trace: /],
    ['cut.jsonl', /^hocket: cut\.jsonl: line 2 of the trace is no event: what\n$/],
    ['newer.jsonl', /^hocket: newer\.jsonl: the trace has version 99; .* update it\n$/],
  ])('%s', async (file, line) => {
    const { code, stderr } = await compiled.hocket('trace', file, '--to', 'text')
    expect(code).toBe(1)
    expect(stderr).toMatch(line)
  })

  test('before a page is served for it', async () => {
    const { code, stdout, stderr } = await compiled.hocket('view', 'cut.jsonl')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^hocket: cut\.jsonl: line 2/)
  })
})

describe('a program that cannot be loaded', () => {
  test('when run, says so in the words of Node, with its exit code', async () => {
    const { code, stderr } = await compiled.hocket('run', '--debug', 'throws.js')
    expect(code).toBe(1)
    expect(stderr).toContain('Error: at once')
  })

  test.concurrent.each([
    ['throws.js', /throws\.js cannot be loaded: Error: at once/],
    ['broken.js', /broken\.js cannot be loaded: SyntaxError: /],
  ])('when checked, is named, and its lines alone are shown: %s', async (file, line) => {
    const { code, stderr } = await compiled.hocket('check', file)
    expect(code).toBe(2)
    expect(stderr).toMatch(line)
    expect(stderr).not.toMatch(/node:|check-program/)
  })
})

test('the program that is checked does not see what the command was called with', async () => {
  compiled.write(
    'spies.js',
    'console.log(process.argv.length)\nexport const program = async () => {}',
  )
  const { stdout } = await compiled.hocket('check', 'spies.js')
  expect(stdout).toMatch(/^2\nholds/)
})

const commands = [[], ['run'], ['check'], ['trace'], ['view']]
test.each(commands)('hocket %s --help tells the usage and the exit codes', async (...command) => {
  const { code, stdout } = await compiled.hocket(...command, '--help')
  expect(stdout).toContain('usage: hocket ')
  expect(stdout.toLowerCase()).toContain('exit code')
  expect(code).toBe(0)
})

test('hocket --version tells the version of its package', async () => {
  compiled.write('package.json', '{"type":"module","version":"1.2.3"}')
  expect(await compiled.hocket('--version')).toMatchObject({ code: 0, stdout: '1.2.3\n' })
})
