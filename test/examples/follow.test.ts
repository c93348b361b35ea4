/**
 * A real file, appended to, rotated and truncated: no line is missed and none comes twice.
 */
import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { channel, parallel, type Reader } from 'hocket'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { follow } from '../../examples/follow.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hocket-follow-'))
  path = join(folder, 'log')
})
afterEach(() => rm(folder, { recursive: true }))

/** Follows the log while `body` works on it, then stops, and gives the lines that `body` has not read. */
async function followed(body: (lines: Reader<string>) => Promise<void>): Promise<string[]> {
  const lines = channel<string>('lines')
  const stop = new AbortController()
  const rest: string[] = []
  await parallel(follow(path, lines.writer, stop.signal), async () => {
    await body(lines.reader)
    stop.abort()
    for await (const line of lines.reader) rest.push(line)
  })
  return rest
}

test('lines that were there, and lines that come, whole', async () => {
  await writeFile(path, 'one\ntwo\nthr')
  const rest = await followed(async lines => {
    expect([await lines.read(), await lines.read()]).toEqual(['one', 'two'])
    await appendFile(path, 'ee\nfo')
    expect(await lines.read()).toBe('three')
    await appendFile(path, 'ur')
  })
  // A line without an end is not a line yet.
  expect(rest).toEqual([])
})

test('a file that is not there yet, letters of several bytes, pieces smaller than the file', async () => {
  const long = 'ø'.repeat(100_000)
  const rest = await followed(async lines => {
    await writeFile(path, `x${long}\n${long}\n`)
    expect(await lines.read()).toBe(`x${long}`)
  })
  expect(rest).toEqual([long])
})

test('ten rotations in the middle of the writing', async () => {
  const [files, perFile] = [10, 200]
  const written: string[] = []
  const got: string[] = []
  const rest = await followed(async lines => {
    for (let file = 0; file < files; file++) {
      if (file > 0) await rename(path, `${path}.${file}`)
      for (let line = 0; line < perFile; line++) {
        written.push(`${file}/${line}`)
        await appendFile(path, `${file}/${line}\n`)
      }
      // Until it has seen this file: of one that came and went between two looks nobody knows.
      while (got.at(-1)?.startsWith(`${file}/`) !== true) got.push(await lines.read())
    }
  })
  expect([...got, ...rest]).toEqual(written)
})

test('a rotated file that ends without an end of line', async () => {
  await writeFile(path, 'one\ntwo')
  const rest = await followed(async lines => {
    expect(await lines.read()).toBe('one')
    await rename(path, `${path}.1`)
    await writeFile(path, 'three\n')
    expect(await lines.read()).toBe('two')
  })
  expect(rest).toEqual(['three'])
})

test('a truncated file is read from its beginning', async () => {
  await writeFile(path, 'one\ntwo\nthree\n')
  const rest = await followed(async lines => {
    for (const line of ['one', 'two', 'three']) expect(await lines.read()).toBe(line)
    await truncate(path)
    await appendFile(path, 'four\n')
    expect(await lines.read()).toBe('four')
  })
  expect(rest).toEqual([])
})

test('what follows the lines fails: the file is let go', async () => {
  await writeFile(path, 'one\n')
  const lines = channel<string>('lines')
  const broken = parallel(follow(path, lines.writer, new AbortController().signal), async () => {
    await lines.reader.read()
    throw new Error('the disk is full')
  })
  await expect(broken).rejects.toThrow('the disk is full')
})
