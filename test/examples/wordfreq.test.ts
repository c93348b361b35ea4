/**
 * The main job, on trees of files whose words are known: by its function, and as a process of its own on the built
 * package, where Ctrl-C is a real signal.
 */
import { execFile, fork } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Progress, report, wordfreq } from '../../examples/wordfreq.ts'

const PIECE = 1 << 20

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hocket-words-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function put(path: string, content: string | Uint8Array): string {
  const full = join(folder, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, content)
  return full
}

/** Runs the job on the folder to its end. */
async function count(progress = new Progress()): Promise<Progress> {
  await wordfreq(folder, progress)
  return progress
}

/** Calls `onChange` whenever the job changes a number of its progress. */
function watch<Key extends string>(
  object: Record<Key, number>,
  key: Key,
  onChange: (value: number) => void,
): void {
  let value = object[key]
  Object.defineProperty(object, key, {
    get: () => value,
    set(next: number) {
      value = next
      onChange(next)
    },
  })
}

/** The same count with the whole text at once: what a word is, and nothing of pieces, channels and processes. */
function straightforward(content: string): Map<string, number> {
  const words = new Map<string, number>()
  for (const word of content.toLowerCase().match(/\p{L}[\p{L}\p{M}]+/gu) ?? [])
    words.set(word, (words.get(word) ?? 0) + 1)
  return words
}

describe('what is counted', () => {
  test('the words of every file, in folders of any depth', async () => {
    put('one.txt', 'One fish, two fish.')
    put('a/two.txt', 'Red fish; blue FISH!')
    put('a/b/c/three.md', 'One — x 42 — été')
    put('empty.txt', '')
    put('source.js.map', 'a source map, which nobody wrote')
    const progress = await count()
    expect(Object.fromEntries(progress.totals)).toEqual({
      one: 2,
      fish: 4,
      two: 1,
      red: 1,
      blue: 1,
      été: 1,
    })
    expect(progress).toMatchObject({ files: 4, found: 4, words: 10, binary: 0, problems: [] })
    expect(progress.carried).toEqual({ paths: 4, texts: 4, counts: 4 })
  })

  test('a file with a NUL in its first bytes is not text', async () => {
    put('binary', Buffer.from('word\0word'))
    put('late', Buffer.concat([Buffer.alloc(8_000, ' '), Buffer.from('\0word')]))
    const progress = await count()
    expect(progress).toMatchObject({ files: 2, binary: 1, words: 1, problems: [] })
  })

  test('symbolic links are not followed, not even in circles', async () => {
    put('a/text', 'word')
    symlinkSync('..', join(folder, 'a/up'))
    symlinkSync('nowhere', join(folder, 'dangling'))
    expect(await count()).toMatchObject({ files: 1, words: 1, problems: [] })
  })

  test('an empty folder', async () => {
    const progress = await count()
    expect(progress).toMatchObject({ files: 0, words: 0, problems: [] })
    expect(report(folder, progress, 0)).toContain('0 words, 0 different, in 0 files')
  })
})

describe('what cannot be read is reported, and the rest is counted', () => {
  test('a file and a folder that are gone when their turn comes', async () => {
    put('gone.txt', 'never')
    put('gone/text', 'never')
    put('here.txt', 'word')
    const progress = new Progress()
    // When the first file has been found, the whole folder has been listed and nothing in it opened.
    watch(progress, 'found', () => {
      rmSync(join(folder, 'gone.txt'), { force: true })
      rmSync(join(folder, 'gone'), { recursive: true, force: true })
    })
    await count(progress)
    const paths = progress.problems.map(({ path }) => path)
    expect(paths.sort()).toEqual([join(folder, 'gone'), join(folder, 'gone.txt')])
    expect(progress).toMatchObject({ files: 2, words: 1 })
    const table = report(folder, progress, 1)
    expect(table).toContain('skipped: 0 binary, 2 unreadable')
    expect(table).toMatch(/^ {2}gone\.txt: ENOENT/m)
  })

  test('the folder itself', async () => {
    rmSync(folder, { recursive: true })
    expect(await count()).toMatchObject({ files: 0, problems: [{ path: folder }] })
  })

  // Permissions do not bind root.
  test.runIf(process.getuid?.() !== 0)('a file and a folder without permission', async () => {
    chmodSync(put('locked.txt', 'never'), 0)
    put('locked/text', 'never')
    chmodSync(join(folder, 'locked'), 0)
    put('here.txt', 'word')
    const progress = await count().finally(() => chmodSync(join(folder, 'locked'), 0o700))
    expect(progress.problems).toHaveLength(2)
    expect(progress).toMatchObject({ files: 2, words: 1 })
  })
})

describe('files of several pieces', () => {
  test('wherever the end of a piece falls in words and characters', async () => {
    // Characters of 1 to 4 bytes, a combining mark, and a letter outside the basic plane at each end of a word.
    const unit = '𐐷ä日e\u0301𐐨 '
    const bytes = Buffer.byteLength(unit)
    const content = unit.repeat(Math.ceil((PIECE + 1000) / bytes))
    for (let shift = 0; shift < bytes; shift++) put(`${shift}`, '.'.repeat(shift) + content)
    const progress = await count()
    const [[word, times]] = straightforward(content) as unknown as [[string, number]]
    expect([...progress.totals]).toEqual([[word, times * bytes]])
    expect(progress.carried.texts).toBe(2 * bytes)
  })

  test('mixed text of many pieces counts as if it were read at once', async () => {
    const parts = [
      'the',
      'Ünïcode',
      'naïve',
      'слово',
      '言葉',
      'e\u0301te\u0301',
      '𐐷𐐨',
      'x1y',
      '😀',
      "don't",
    ]
    const gaps = [' ', '\n', ', ', '', ' — ', '\r\n']
    let content = ''
    // Steps that share no factor with the lengths of the lists: every part meets every gap.
    for (let n = 0; content.length < 2.5 * PIECE; n++) {
      content += parts[(7 * n) % parts.length]! + gaps[(5 * n + (n >> 4)) % gaps.length]!
    }
    const path = put('large.txt', content)
    const progress = await count()
    expect(progress.carried.texts).toBeGreaterThan(3)
    expect(progress.totals).toEqual(straightforward(await readFile(path, 'utf8')))
  })

  test('a word longer than a piece, and a file of exactly one piece', async () => {
    put('long', `${'a'.repeat(PIECE + 5)} b${'c'.repeat(PIECE)}`)
    put('exact', `${'d'.repeat(PIECE - 3)} ef`)
    const lengths = [...(await count()).totals].map(([word, times]) => [word.length, times])
    expect(lengths.sort(([a], [b]) => a! - b!)).toEqual([
      [2, 1],
      [PIECE - 3, 1],
      [PIECE + 1, 1],
      [PIECE + 5, 1],
    ])
  })

  test('bytes that are no characters, also at the very end', async () => {
    put('broken', Buffer.concat([Buffer.from('word '), Buffer.from([0xff, 0xe6, 0x97])]))
    expect([...(await count()).totals]).toEqual([['word', 1]])
  })
})

test('aborted, it rejects with the reason and keeps what was counted', async () => {
  for (let n = 0; n < 200; n++) put(`${n}`, 'word')
  const progress = new Progress()
  const controller = new AbortController()
  const reason = new Error('enough')
  watch(progress.carried, 'counts', counted => {
    if (counted === 20) controller.abort(reason)
  })
  await expect(wordfreq(folder, progress, { signal: controller.signal })).rejects.toBe(reason)
  expect(progress.totals.get('word')).toBe(progress.words)
  expect(progress.words).toBeGreaterThanOrEqual(19)
  expect(progress.words).toBeLessThan(200)
  // Every process has ended: nothing changes any more.
  const then = structuredClone({ ...progress })
  await new Promise(setImmediate)
  expect({ ...progress }).toEqual(then)
})

describe('as a process of its own', () => {
  const root = fileURLToPath(new URL('../../', import.meta.url))
  const program = join(root, 'examples/wordfreq.ts')
  const options = { cwd: root, env: { ...process.env, NO_COLOR: '1', NODE_OPTIONS: '' } }

  test('prints the table, the rates and what each channel carried', async () => {
    put('one.txt', 'the cat and the dog')
    put('two.txt', 'The end')
    const args = ['--import', 'tsx', program, folder]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, options)
    expect(stdout).toMatch(/^ {2}1 {2}the +3 {2}42\.86 %$/m)
    expect(stdout).toContain(`7 words, 5 different, in 2 files of ${folder}`)
    expect(stdout).toMatch(/[\d.]+ files\/s, [\d.]+ MB\/s/)
    expect(stdout).toContain('channels: paths 2, texts 2, counts 2')
    expect(stderr).toBe('')
  })

  test('Ctrl-C prints the table so far and ends with code 130', async () => {
    put('one.txt', 'word')
    put('held.txt', 'never')
    const preload = fileURLToPath(new URL('./held-open.mjs', import.meta.url))
    const child = fork(program, [folder], {
      ...options,
      execArgv: ['--import', 'tsx', '--import', preload],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    child.once('message', () => child.kill('SIGINT'))
    const ended = new Promise(resolve => child.once('close', (...how) => resolve(how)))
    const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!)])
    expect(stdout).toMatch(/words, \d different, in \d files of /)
    expect(stdout).not.toContain('never')
    expect(stderr).toBe('interrupted: the table holds what was counted so far\n')
    expect(await ended).toEqual([130, null])
  })
})
