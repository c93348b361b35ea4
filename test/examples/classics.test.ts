/**
 * The classic programs, each in both flavours, as their readers run them: by `main`, with what it prints; and one
 * of them as a process of its own on the built package.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { bubble } from '../../src/testing/index.ts'

interface Example {
  main(args: readonly string[], print: (line: string) => void): Promise<void>
}

async function output(
  name: string,
  flavour: readonly string[],
  run = (body: () => Promise<void>) => body(),
): Promise<string[]> {
  const { main } = (await import(`../../examples/${name}.ts`)) as Example
  const lines: string[] = []
  await run(() => main(flavour, line => lines.push(line)))
  return lines
}

const inVirtualTime = (body: () => Promise<void>) => bubble(b => b.run(body))

describe.each([
  ['asynchronous', []],
  ['fibers', ['--fibers']],
])('%s', (_, flavour) => {
  test('commstime', async () => {
    const [last, cost] = await output('commstime', flavour)
    expect(last).toBe('the last of 100000 numbers was 99999')
    expect(cost).toMatch(/^\d+ ns for a communication$/)
  })

  test('producer-consumer', async () => {
    expect(await output('producer-consumer', flavour)).toEqual([
      'consumed 10000 numbers, their sum is 50005000',
    ])
  })

  test('philosophers', async () => {
    expect(await output('philosophers', flavour)).toEqual(
      [0, 1, 2, 3, 4].map(seat => `philosopher ${seat} ate 1000 times`),
    )
  })

  test('philosophers-naive', async () => {
    const report = (await output('philosophers-naive', flavour)).join('\n')
    expect(report).toContain('nothing can happen any more')
    for (let p = 0; p < 5; p++) {
      const right = `take: philosopher ${p}, fork ${(p + 1) % 5}`
      expect(report).toContain(
        `process 'philosopher ${p}' is waiting in write on channel '${right}'`,
      )
    }
  })

  test('sieve', async () => {
    const [line] = await output('sieve', flavour)
    const primes = line!.split(' ').map(Number)
    expect(primes.slice(0, 5)).toEqual([2, 3, 5, 7, 11])
    expect([primes.length, primes.at(-1)]).toEqual([100, 541])
  })

  test('token-ring', async () => {
    expect(await output('token-ring', flavour)).toEqual([
      '10000 hops round 100 stations, each in its turn',
    ])
  })

  test('stressed-alternative', async () => {
    expect(await output('stressed-alternative', flavour)).toEqual(
      Array.from({ length: 10 }, (_, at) => `channel ${at}: 1000 turns`),
    )
  })

  test('bounded-buffer', async () => {
    const [line] = await output('bounded-buffer', flavour)
    const [, most] = /^1000 numbers in order, at most (\d) between/.exec(line!)!
    expect(Number(most)).toBeLessThanOrEqual(6)
  })

  test('timeout', async () => {
    const lines = await output('timeout', flavour, inVirtualTime)
    expect(lines).toEqual([
      'answer 0, after 10 ms',
      'nothing for 50 ms',
      'nothing for 50 ms',
      'answer 1, after 120 ms',
      'answer 2, after 10 ms',
      'answer 3, after 10 ms',
    ])
  })

  test('shutdown', async () => {
    expect(await output('shutdown', flavour)).toEqual([
      'by leases: 1010 of 1010 numbers consumed',
      'by poison: 100 numbers consumed, then enough',
    ])
  })
})

const root = fileURLToPath(new URL('../../', import.meta.url))

test.skipIf(!existsSync(`${root}/dist/index.js`))(
  'an example as a process of its own, on the built package',
  async () => {
    const args = ['--import', 'tsx', 'examples/token-ring.ts', '--fibers']
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root })
    expect(stdout).toBe('10000 hops round 100 stations, each in its turn\n')
  },
)
