/**
 * Every example as its user runs it: without arguments, on the built package, until it ends by itself; and those
 * that go on for ever, until Ctrl-C.
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const command = (name: string, ...args: string[]) => [
  ...['--import', 'tsx', `examples/${name}.ts`],
  ...args,
]

describe.skipIf(!existsSync(`${root}/dist/interop/node/index.js`))('on the built package', () => {
  test.each([
    ['api-client', '19 answers after'],
    ['chat', 'Ada: How is the engine?\nCharles: It lacks a wheel.'],
    ['crawler', '301 pages visited, 0 links dropped'],
    ['follow', '12 error, 540 info, 48 warning\n'],
    ['job-queue', ' delivered, 1 timed out\n'],
    ['life', '...###....'],
    ['llm-streaming', 'the client was told: Let me see. Warmest of them is the last.\n'],
    ['llm-streaming-naive', 'the client was told: Let me see. Warmest of them is the last.\n'],
    ['thumbnails', 'broken.png  not a PNG file\n21 files'],
  ])('%s', async (name, expected) => {
    const options = { cwd: root, env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' } }
    const { stdout, stderr } = await promisify(execFile)(process.execPath, command(name), options)
    expect(stdout).toContain(expected)
    expect(stderr).toBe('')
  })

  test.each([
    ['chat', ['0'], /listening/],
    ['follow', [`${root}package.json`], /\d/],
  ])('%s, until Ctrl-C', async (name, args, running) => {
    const child = spawn(process.execPath, command(name, ...args), { cwd: root })
    const errors = text(child.stderr)
    try {
      const exited = once(child, 'exit')
      let interrupted = false
      // Once: the second would end it at once, whatever it is doing.
      for await (const piece of child.stdout)
        if (!interrupted && running.test(String(piece))) interrupted = child.kill('SIGINT')
      expect([...(await exited), await errors]).toEqual([0, null, ''])
    } finally {
      child.kill('SIGKILL')
    }
  })
})
