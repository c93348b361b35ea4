import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jsonLinesHeader, readJsonLines } from '../../src/trace/json-lines.ts'
import { type Compiled, compile } from './compiled.ts'

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
}, 120_000)
afterAll(() => compiled.remove())

/** Writes a program that imports hocket, and gives its path. */
const write = (name: string, body: string): string =>
  compiled.write(
    name,
    `import * as hocket from './src/node.js'\nimport * as fibers from './src/fiber/index.js'\n${body}\n`,
  )

describe('the report of five philosophers', () => {
  test('names philosophers and forks, the lines, and the cycle', async () => {
    const program = compiled.program('deadlocked')
    const { stderr } = await compiled.hocket('run', '--debug', program, '--', 'philosophers')
    const source = readFileSync(program, 'utf8').split('\n')
    const line = (text: string) => source.findIndex(one => one.includes(text)) + 1
    const [second, made, spawned] = [
      line('const second = await right'),
      line('Array.from({ length: 5 }'),
      line('await parallel(forks.map'),
    ]
    for (let i = 0; i < 5; i++) {
      const right = (i + 1) % 5
      expect(stderr).toMatch(new RegExp(`^  philosopher ${i} spawned at .*:${spawned}:`, 'm'))
      expect(stderr).toMatch(new RegExp(`^    reads fork ${right} for .* at .*:${second}:`, 'm'))
      expect(stderr).toMatch(
        new RegExp(`^      fork ${right} \\(fifo, 0 of 1 full\\) made at .*:${made}:`, 'm'),
      )
      expect(stderr).toContain(
        `philosopher ${i} reads fork ${right} ← held by philosopher ${right}\n`,
      )
    }
  })
})

describe('without debugging', () => {
  test('a deadlock is reported: who waits in what, and at which line', async () => {
    const { code, stderr } = await compiled.node(compiled.program('deadlocked'), 'philosophers')
    const source = readFileSync(compiled.program('deadlocked'), 'utf8').split('\n')
    const line = source.findIndex(one => one.includes('const second = await right')) + 1
    for (let i = 0; i < 5; i++)
      expect(stderr).toMatch(
        new RegExp(`^  philosopher ${i}\\n    reads fork ${(i + 1) % 5} at .*:${line}:`, 'm'),
      )
    expect(code).toBe(1)
  })

  test('the process of an operation is found through whatever awaits it', async () => {
    const path = write(
      'ways.js',
      `const c = hocket.channel('c')
      const read = () => c.reader.read()
      await hocket.parallel(
        async function nested() { return await (async () => await read())() },
        async function raced() { await Promise.race([read(), read()]) },
        async function chained() { await read().then(x => x).finally(() => {}) },
        function* fiber() { yield* (function* inner() { yield* fibers.read(c.reader) })() },
      )`,
    )
    const { code, stderr } = await compiled.node(path)
    for (const name of ['nested', 'raced', 'chained', 'fiber'])
      expect(stderr).toMatch(new RegExp(`^  ${name}\\n    reads c at ways.js:`, 'm'))
    expect(stderr.match(/reads c/g)).toHaveLength(5)
    expect(code).toBe(1)
  })

  test('a program that has stopped for an unknown reason is told so, with its own exit code', async () => {
    const path = write(
      'stopped.js',
      "void hocket.run(() => Promise.race([hocket.channel('a').reader.read()].map(() => new Promise(() => {}))))",
    )
    const { code, stderr } = await compiled.node(path)
    expect(stderr).toMatch(/^hocket: the program has ended while a scope is still waiting.*\n$/)
    expect(code).toBe(0)
  })

  test('a program that has finished is told nothing', async () => {
    const path = write('finished.js', 'await hocket.run(async () => {})')
    expect(await compiled.node(path)).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  test('what was left to itself by spawn is told nothing', async () => {
    const path = write('left.js', "hocket.spawn(() => hocket.channel('a').reader.read())")
    expect(await compiled.node(path)).toEqual({ code: 0, stdout: '', stderr: '' })
  })
})

test('HOCKET_DEBUG=1 gives the report without the command', async () => {
  const path = write('plain.js', "await hocket.run(() => hocket.channel('news').reader.read())")
  const { code, stderr } = await compiled.node(
    '--input-type=module',
    '-e',
    `
    import { spawnSync } from 'node:child_process'
    const env = { ...process.env, HOCKET_DEBUG: '1' }
    const { status, stderr } = spawnSync(process.execPath, [${JSON.stringify(path)}], { env })
    process.stderr.write(stderr)
    process.exitCode = status
  `,
  )
  expect(stderr).toMatch(/^deadlock: 1 process blocked for ever/m)
  expect(stderr).toContain('reads news')
  expect(code).toBe(1)
})

test('where a loader keeps the debugger out, HOCKET_DEBUG=1 says so, and how to go on', async () => {
  const path = write('loaded.ts', "await hocket.run(() => hocket.channel('news').reader.read())")
  process.env.HOCKET_DEBUG = '1'
  const { stderr } = await compiled.node('--import', 'tsx', path).finally(() => {
    delete process.env.HOCKET_DEBUG
  })
  expect(stderr).toMatch(/^hocket: HOCKET_DEBUG=1 needs .* `hocket run FILE --debug`$/m)
  expect(stderr).not.toContain('Error')
})

test('while debugging, a program that has stopped for an unknown reason is told who has not ended', async () => {
  const path = write(
    'answer.js',
    `await hocket.parallel(
      async function client() { await new Promise(() => {}) },
    )`,
  )
  const { stderr } = await compiled.hocket('run', '--debug', path)
  expect(stderr).toMatch(
    /has ended, and processes that are awaited have not.*\n\n {2}client spawned at .*\n {4}waits for an answer/,
  )
})

describe('hocket run', () => {
  test("gives the program's exit code and hands its arguments over", async () => {
    const path = write('arguments.js', 'console.log(process.argv.slice(2)); process.exitCode = 7')
    const { code, stdout } = await compiled.hocket('run', path, '--', 'a', '--b')
    expect(stdout).toBe("[ 'a', '--b' ]\n")
    expect(code).toBe(7)
  })

  test('runs TypeScript', async () => {
    const path = write('typed.ts', 'const x: number = 1\nconsole.log(x satisfies number)')
    for (const flags of [[], ['--debug']])
      expect(await compiled.hocket('run', ...flags, path)).toEqual({
        code: 0,
        stdout: '1\n',
        stderr: '',
      })
  })

  test('writes a trace that tells everything up to the end', async () => {
    const path = write(
      'traced.js',
      `const c = hocket.channel('numbers')
      await hocket.parallel(
        async function source() { for (let i = 0; i < 3; i++) await c.writer.write(i); c.close() },
        async function sink() { for await (const _ of c.reader); },
      )`,
    )
    const out = join(compiled.folder, 'out.jsonl')
    expect(await compiled.hocket('run', path, '--trace', out)).toMatchObject({
      code: 0,
      stderr: '',
    })
    const events = readJsonLines(readFileSync(out, 'utf8'))
    expect(events.filter(({ kind }) => kind === 'rendezvous')).toHaveLength(3)
    expect(events.filter(({ kind }) => kind === 'end')).toHaveLength(2)
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, i) => i))

    const dot = await compiled.hocket('trace', out, '--to', 'dot')
    expect(dot.stdout).toContain('label="source"')
    const perfetto = await compiled.hocket('trace', out, '--to', 'perfetto')
    expect(JSON.parse(perfetto.stdout).traceEvents.length).toBeGreaterThan(10)
    const mermaid = await compiled.hocket('trace', out, '--to', 'mermaid', '--last', '2')
    expect(mermaid.stdout).toMatch(/^sequenceDiagram\n/)
    const text = await compiled.hocket('trace', out, '--to', 'text')
    expect(text.stdout).toContain('source → sink on numbers')
    const waits = await compiled.hocket('trace', out, '--to', 'waits')
    expect(waits.stdout).toMatch(/^digraph waits/)
  })
})

test('who has seen enough of a trace, as `head` has, ends the command without a word', async () => {
  const path = compiled.write('empty.jsonl', jsonLinesHeader())
  const main = join(compiled.folder, 'src/cli/main.js')
  const command = spawn(process.execPath, [main, 'trace', path, '--to', 'mermaid'])
  command.stdout.destroy()
  let said = ''
  command.stderr.on('data', text => {
    said += text
  })
  const [code] = await once(command, 'close')
  expect(said).toBe('')
  expect(code).toBe(0)
})

test('a trace of a program that has stopped ends with the verdict, debugging or not', async () => {
  const out = join(compiled.folder, 'stopped.jsonl')
  const program = compiled.program('deadlocked')
  await compiled.hocket('run', '--trace', out, program, '--', 'two that read first')
  const events = readJsonLines(readFileSync(out, 'utf8'))
  expect(events.at(-1)).toMatchObject({ kind: 'deadlock', stuck: [1, 2] })
})
