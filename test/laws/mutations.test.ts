/**
 * The laws must be able to fail: every planted fault is caught, by the invariant that it names.
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from './mutant.ts'
import { type Mutation, mutations } from './mutations.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ENGINE = ['core', 'fiber', 'platform', 'index.ts']
/** Milliseconds, beyond which a mutant counts as one that hangs: many times what any takes, even on a busy machine. */
const LIMIT = 150_000

let workshop = ''
beforeAll(async () => {
  workshop = await mkdtemp(join(tmpdir(), 'hocket-mutants-'))
})
afterAll(() => rm(workshop, { recursive: true, force: true }))

/** A copy of the engine and the laws, with the fault planted. */
async function plant({ edits }: Mutation, place: string): Promise<void> {
  await mkdir(place)
  await writeFile(join(place, 'package.json'), '{ "type": "module" }')
  await symlink(join(root, 'node_modules'), join(place, 'node_modules'))
  for (const part of ENGINE)
    await cp(join(root, 'src', part), join(place, 'src', part), { recursive: true })
  await cp(join(root, 'test/laws'), join(place, 'test/laws'), { recursive: true })
  for (const [file, from, to] of edits) {
    const path = join(place, 'src', file)
    const source = await readFile(path, 'utf8')
    const found = source.split(from).length - 1
    if (found !== 1)
      throw new Error(
        `src/${file} has ${found} places for a fault to be planted in, not 1:\n${from}`,
      )
    await writeFile(
      path,
      source.replace(from, () => to),
    )
  }
}

function judge(place: string, ...wanted: (string | number)[]): Promise<Verdict | 'hangs'> {
  const program = ['--import', 'tsx', join(place, 'test/laws/mutant.ts'), ...wanted.map(String)]
  return new Promise((resolve, reject) => {
    const options = { cwd: place, timeout: LIMIT, killSignal: 'SIGKILL' as const }
    execFile(process.execPath, program, options, (error, output) => {
      if (error?.killed) resolve('hangs')
      else if (error !== null) reject(error)
      else resolve(JSON.parse(output) as Verdict)
    })
  })
}

describe.concurrent('planted faults are caught', { timeout: 300_000 }, () => {
  test.each(mutations.map((mutation, number) => ({ ...mutation, number })))(
    '$name',
    async mutation => {
      const place = join(workshop, String(mutation.number))
      await plant(mutation, place)
      const verdict = await judge(place, mutation.caughtBy, mutation.profile ?? 'everything')
      if (verdict === 'hangs') throw new Error(`the laws hang over: ${mutation.name}`)
      expect(verdict.laws, verdict.text).toContain(mutation.caughtBy)
    },
  )
})

test('the engine as it is breaks no law', { timeout: 100_000 }, async () => {
  const place = join(workshop, 'sound')
  await plant({ name: 'nothing', caughtBy: 0, edits: [] }, place)
  const verdict = await judge(place, -1, 'everything', 60)
  expect(verdict).toMatchObject({ laws: [] })
})
