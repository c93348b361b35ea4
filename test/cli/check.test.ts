import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Compiled, compile } from './compiled.ts'

let compiled: Compiled
beforeAll(() => {
  compiled = compile()
}, 120_000)
afterAll(() => compiled.remove())

const write = (name: string, body: string): string =>
  compiled.write(name, `import { channel, parallel, sleep } from './src/index.js'\n${body}\n`)

const crossed = `export default async function crossed() {
  const [a, b] = [channel('a'), channel('b')]
  await parallel(
    async function one() { await a.writer.write(1); await b.reader.read() },
    async function two() { await b.writer.write(1); await a.reader.read() },
  )
}`

describe('hocket check', () => {
  test('a deadlock: exit code 1, who waits, and a token that replays in another process', async () => {
    const path = write('crossed.js', crossed)
    const { code, stdout } = await compiled.hocket('check', path, '--diagram')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^fails: deadlock: 'one', 'two' wait for what will not happen \(1 trace/)
    expect(stdout).toContain('sequenceDiagram')
    const token = /replay token: (\S+)/.exec(stdout)![1]!
    const again = await compiled.hocket('check', path, '--replay', token)
    expect(again.code).toBe(1)
    expect(again.stdout).toContain('deadlock')
  })

  test('a failure as a trace, which the page shows from its beginning', async () => {
    const path = write('crossed.js', crossed)
    const out = join(compiled.folder, 'failure.jsonl')
    const { code, stdout } = await compiled.hocket('check', path, '--trace', out)
    expect(code).toBe(1)
    expect(stdout).toContain(`hocket view ${out}`)
    const text = readFileSync(out, 'utf8')
    expect(JSON.parse(text.slice(0, text.indexOf('\n')))).toMatchObject({
      program: 'crossed.js',
      directory: realpathSync(compiled.folder),
      mode: 'counterexample',
      property: "deadlock: 'one', 'two' wait for what will not happen",
    })
    // The page judges nothing: the verdict is in the trace.
    const last = JSON.parse(text.trimEnd().split('\n').at(-1)!)
    expect(last).toMatchObject({ kind: 'deadlock', knot: [2, 3] })
    const shown = await compiled.hocket('trace', out, '--to', 'text')
    expect(shown.code).toBe(0)
    expect(shown.stdout).toContain('one')
  })

  test('a program that holds: exit code 0, in one line, with what that takes for granted', async () => {
    const path = write(
      'holds.js',
      `export async function program() {
        const c = channel('c')
        await parallel(() => c.writer.write(1), () => c.reader.read())
      }`,
    )
    const { code, stdout } = await compiled.hocket('check', path)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^holds \(1 trace, 1 schedule, /)
    expect(stdout).toContain('no shared mutable state')
  })

  test('a bound that is too small: exit code 2', async () => {
    const path = write(
      'race.js',
      `export async function program() {
        const c = channel('c')
        await parallel(() => c.writer.write(1), () => c.writer.write(2), async () => {
          await c.reader.read(); await c.reader.read()
        })
      }`,
    )
    const { code, stdout } = await compiled.hocket('check', path, '--runs', '1')
    expect(code).toBe(2)
    expect(stdout).toMatch(/^not exhausted \(/)
    expect((await compiled.hocket('check', path, '--mode', 'dfs')).code).toBe(0)
  })

  test('a token of another program is refused', async () => {
    const path = write('other.js', crossed.replace("'a'", "'other'"))
    const { code, stderr } = await compiled.hocket('check', path, '--replay', 'h1~1')
    expect(code).toBe(2)
    expect(stderr).toMatch(/made for another program/)
  })

  test('what the program leaves running does not keep the command', async () => {
    const path = write(
      'lingering.js',
      `setTimeout(() => {}, 90_000)\nexport async function program() { await sleep(1) }`,
    )
    const { code, stdout } = await compiled.hocket('check', path)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^holds/)
  })

  test('a check that is told to stop stops', async () => {
    const path = write(
      'endless.js',
      `console.log(process.pid)
      export async function program() { for (;;) await sleep(1) }`,
    )
    const main = join(compiled.folder, 'src/cli/main.js')
    const command = spawn(process.execPath, [main, 'check', path], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [printed] = await once(command.stdout, 'data')
    command.kill()
    const [code] = await once(command, 'exit')
    expect(code).toBe(128 + constants.signals.SIGTERM)
    expect(() => process.kill(Number(printed), 0)).toThrow(/ESRCH/)
  })

  test('a wrong call says what is right', async () => {
    const path = write('two.js', 'export const one = 1')
    expect((await compiled.hocket('check', path)).stderr).toMatch(/exports no function/)
    expect((await compiled.hocket('check')).stderr).toMatch(/check which program/)
    expect((await compiled.hocket('check', path, '--mode', 'best')).stderr).toMatch(
      /no mode 'best'/,
    )
  })
})
