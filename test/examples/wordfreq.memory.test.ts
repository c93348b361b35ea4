/**
 * Backpressure in the main job: its tokenisers are made to wait, and what has been loaded by then has a bound that
 * does not depend on the folder.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { Progress, wordfreq } from '../../examples/wordfreq.ts'

const gate = vi.hoisted(() => {
  let open = (): void => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { open: () => open(), opened }
})

// The job's own network, but for its tokenisers, which do not begin before the gate opens.
vi.mock('hocket', async importOriginal => {
  const library = await importOriginal<typeof import('../../src/index.ts')>()
  type Body = (...args: unknown[]) => Promise<unknown>
  const defineProcess = (body: Body) => {
    if (body.name !== 'tokenise') return library.defineProcess(body)
    return library.defineProcess(async (...args: unknown[]) => {
      await gate.opened
      return body(...args)
    })
  }
  return { ...library, defineProcess }
})

test('while the tokenisers wait, loaders and walker come to rest with a bounded number of texts', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hocket-words-'))
  const files = 200
  try {
    for (let n = 0; n < files; n++) writeFileSync(join(folder, `${n}`), 'word')
    const progress = new Progress()
    const job = wordfreq(folder, progress)
    // One text in each of 8 loaders and 4 in the channel; those 12 paths, 64 in the channel and one in the walker.
    const held = { bytes: 12 * 'word'.length, found: 77 }
    while (progress.bytes < held.bytes || progress.found < held.found) await setImmediate()
    // Whatever else were able to go on would do so now, hundreds of turns of the event loop for one file.
    for (let turn = 0; turn < 1_000; turn++) await setImmediate()
    expect(progress).toMatchObject(held)
    gate.open()
    await job
    expect(progress).toMatchObject({ files, words: files })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
