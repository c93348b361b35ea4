/**
 * The examples for threads and machines, run as their readers run them: as processes of their own on the built
 * package, the second kind over the memory link and over a real server.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decode } from '../../examples/pictures/png.ts'
import { hasServer, Server } from '../net/server.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

async function output(name: string, ...args: string[]): Promise<string[]> {
  const words = ['--import', 'tsx', `examples/${name}.ts`, ...args]
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: root })
  return stdout.trim().split('\n')
}

describe.runIf(existsSync(join(root, 'dist')))('on the built package', () => {
  test('mandelbrot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hocket-mandelbrot-'))
    try {
      const out = join(folder, 'out.png')
      const lines = await output('mandelbrot', '--size', '60x40', '--threads', '2', '--out', out)
      expect(lines[1]).toBe(`written to ${out}`)
      const { width, height, pixels } = decode(readFileSync(out))
      expect([width, height]).toEqual([60, 40])
      // A point of the set in the middle of the picture, and one that leaves at once in its corner.
      expect(pixels[20 * 60 + 40]).toBe(255)
      expect(pixels[0]).toBeLessThan(64)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('monte-carlo: the same on one thread and on two', async () => {
    const [one, two] = await Promise.all([
      output('monte-carlo', '--jobs', '4', '--threads', '1'),
      output('monte-carlo', '--jobs', '4', '--threads', '2'),
    ])
    expect(one).toEqual(two)
    expect(one[0]).toMatch(/^π is about 3\.14/)
  })

  test('commstime-threads', async () => {
    const [last] = await output('commstime-threads', '--rounds', '100')
    expect(last).toBe('the last of 101 numbers was 100')
  })

  describe.each(hasServer ? ['memory', 'NATS'] : ['memory'])('over %s', link => {
    let server: Server | undefined
    beforeAll(async () => {
      if (link === 'NATS') server = await Server.start()
    })
    afterAll(() => server?.stop())
    const where = () => (server ? ['--servers', server.url] : [])

    test('commstime-machines', async () => {
      const [last] = await output('commstime-machines', '--rounds', '50', ...where())
      expect(last).toBe('the last of 51 numbers was 50')
    })

    test('job-queue-nats', async () => {
      const lines = await output('job-queue-nats', ...where())
      expect(lines).toContain('one worker was killed')
      expect(lines.at(-1)).toBe('60 of 60 jobs done, 0 wrong, though one worker died')
    })
  })
})
