/**
 * Word frequencies of a folder: the main job of this repository, on real input.
 *
 *     walk ──paths──▶ load ×8 ──texts──▶ tokenise ×4 ──counts──▶ merge ──▶ table
 *
 * Every arrow is a channel with a bound, so a slow stage holds back the one before it: however large the
 * folder, only a few dozen files are in memory. Processes that share a writing end each have a lease of it,
 * and the channel closes when the last of them retires: nobody counts who is done. Files that cannot be read
 * and files that are not text are reported and counted, not fatal. Ctrl-C aborts the scope, which ends every
 * process where it is, and the table of what was counted so far is printed.
 *
 *     npm start [folder] [-- --view]
 */
import { type FileHandle, open, readdir } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  after,
  type Channel,
  defineProcess,
  fifo,
  type Reader,
  type ScopeOptions,
  scope,
  select,
  type Writer,
} from 'hocket'

const LOADERS = 8
const TOKENISERS = 4
const TOP = 20
/** Larger files are read in pieces of this many bytes, so that memory stays bounded. */
const PIECE = 1 << 20
/** A file with a NUL in its first bytes is not text (the rule of git and grep). */
const SNIFFED = 8_000

interface Problem {
  readonly path: string
  readonly reason: string
}

type Counts = ReadonlyMap<string, number>

/** What has been done so far. Those who add to it do so between two awaits, where nobody else runs. */
export class Progress {
  files = 0
  bytes = 0
  words = 0
  binary = 0
  walking = true
  found = 0
  readonly problems: Problem[] = []
  /** How many values each channel carried. */
  readonly carried = { paths: 0, texts: 0, counts: 0 }
  readonly totals = new Map<string, number>()
}

/** Finds the files below a folder, but for source maps, which are text without words; follows no symbolic links. */
const walk = defineProcess(async function walk(
  folder: string,
  paths: Writer<string>,
  progress: Progress,
) {
  using out = paths
  const folders = [folder]
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch((error: Error) => {
      progress.problems.push({ path: next as string, reason: error.message })
      return []
    })
    for (const entry of entries) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile() && !entry.name.endsWith('.map')) {
        progress.found++
        await out.write(path)
      }
    }
  }
  progress.walking = false
})

/** Reads files and passes their text on, a piece at a time. */
const load = defineProcess(async function load(
  paths: Reader<string>,
  texts: Writer<string>,
  progress: Progress,
) {
  using out = texts
  for await (const path of paths) {
    progress.carried.paths++
    try {
      await loadOne(path, out, progress)
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error
      progress.problems.push({ path, reason: error.message })
    }
    progress.files++
  }
})

async function loadOne(path: string, out: Writer<string>, progress: Progress): Promise<void> {
  const file = await open(path)
  try {
    const decoder = new TextDecoder()
    for (let first = true, rest = ''; ; first = false) {
      const piece = await readPiece(file)
      if (first && piece.subarray(0, SNIFFED).includes(0)) {
        progress.binary++
        return
      }
      progress.bytes += piece.length
      const last = piece.length < PIECE
      const text = rest + decoder.decode(piece, { stream: !last })
      if (last) return void (await out.write(text))
      // A word that the end of a piece cuts in two waits for its other half.
      const end = startOfLastWord(text)
      rest = text.slice(end)
      await out.write(text.slice(0, end))
    }
  } finally {
    await file.close()
  }
}

/** The next bytes of a file, fewer than a piece only at its end: a single read may give less than there is. */
async function readPiece(file: FileHandle): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(PIECE)
  let filled = 0
  while (filled < PIECE) {
    const { bytesRead } = await file.read(buffer, filled, PIECE - filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return buffer.subarray(0, filled)
}

/** Where the word that ends a text begins; backwards, since a search from the front tries at every letter. */
function startOfLastWord(text: string): number {
  let start = text.length
  while (start > 0) {
    // Letters outside the basic plane take two places.
    const width = /[\uDC00-\uDFFF]/.test(text.charAt(start - 1)) ? 2 : 1
    if (!/^[\p{L}\p{M}]$/u.test(text.slice(start - width, start))) break
    start -= width
  }
  return start
}

/** Splits text into words (runs of letters, in lower case) and counts them. */
const tokenise = defineProcess(async function tokenise(
  texts: Reader<string>,
  counts: Writer<Counts>,
  progress: Progress,
) {
  using out = counts
  for await (const text of texts) {
    progress.carried.texts++
    const words = new Map<string, number>()
    for (const word of text.toLowerCase().match(/\p{L}[\p{L}\p{M}]+/gu) ?? [])
      words.set(word, (words.get(word) ?? 0) + 1)
    await out.write(words)
  }
})

/** Adds up what the tokenisers counted. */
const merge = defineProcess(async function merge(counts: Reader<Counts>, progress: Progress) {
  for await (const words of counts) {
    progress.carried.counts++
    for (const [word, count] of words) {
      progress.totals.set(word, (progress.totals.get(word) ?? 0) + count)
      progress.words += count
    }
  }
})

/** Counts the words of a folder. Aborting the signal ends it early, with what was counted so far. */
export async function wordfreq(
  folder: string,
  progress: Progress,
  options: ScopeOptions = {},
): Promise<void> {
  await scope(
    s => {
      const paths = s.channel<string>({ name: 'paths', buffer: fifo(64) })
      const texts = s.channel<string>({ name: 'texts', buffer: fifo(4) })
      const counts = s.channel<Counts>({ name: 'counts', buffer: fifo(4) })
      s.spawn(walk(folder, paths.writer, progress))
      for (let n = 0; n < LOADERS; n++)
        s.spawn(load(paths.reader, texts.writer.lease(), progress), { name: `load ${n}` })
      for (let n = 0; n < TOKENISERS; n++)
        s.spawn(tokenise(texts.reader, counts.writer.lease(), progress), { name: `tokenise ${n}` })
      s.spawn(merge(counts.reader, progress))
    },
    { name: 'wordfreq', ...options },
  )
}

/** Draws the progress on a terminal, ten times a second, until it is told to stop. */
async function draw(progress: Progress, stop: Channel<never>): Promise<void> {
  for (;;) {
    const chosen = await select({ stop: stop.reader.step, tick: after(100) })
    const width = 24
    const share = progress.found === 0 ? 0 : progress.files / progress.found
    const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░')
    const found = `${progress.found}${progress.walking ? '+' : ''}`
    const line = `${bar} ${progress.files}/${found} files, ${megabytes(progress.bytes)} MB`
    process.stderr.write(`\r\x1b[K${chosen.key === 'stop' ? '' : line}`)
    if (chosen.key === 'stop') return
  }
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)

/** The table, and what was done in how long. */
export function report(folder: string, progress: Progress, seconds: number): string {
  const top = [...progress.totals]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, TOP)
  const width = Math.max(4, ...top.map(([word]) => word.length))
  const rate = (amount: number): string => (amount / Math.max(seconds, 1e-9)).toFixed(1)
  const lines = top.map(([word, count], rank) => {
    const share = ((100 * count) / progress.words).toFixed(2)
    return `${String(rank + 1).padStart(3)}  ${word.padEnd(width)} ${String(count).padStart(9)}  ${share.padStart(5)} %`
  })
  const shown = progress.problems.slice(0, 5)
  const more = progress.problems.length - shown.length
  return [
    ...lines,
    '',
    `${progress.words} words, ${progress.totals.size} different, in ${progress.files} files of ${folder}`,
    `${seconds.toFixed(2)} s: ${rate(progress.files)} files/s, ${rate(progress.bytes / 1e6)} MB/s on ${cpus().length} cores`,
    `skipped: ${progress.binary} binary, ${progress.problems.length} unreadable`,
    ...shown.map(({ path, reason }) => `  ${relative(folder, path)}: ${reason}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    `channels: ${Object.entries(progress.carried)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
  ].join('\n')
}

/** Runs the job for a person: progress on a terminal, Ctrl-C, table. Gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const folder = resolve(args.find(arg => !arg.startsWith('-')) ?? 'node_modules')
  const progress = new Progress()
  const interruption = new AbortController()
  const onInterrupt = (): void => interruption.abort(new Error('interrupted'))
  // Again and again: one Ctrl-C may arrive from the terminal and from the script that started this.
  process.on('SIGINT', onInterrupt)
  const began = performance.now()
  let interrupted = false
  await scope(async s => {
    const stop = s.channel<never>('stop')
    if (process.stderr.isTTY) s.spawn(() => draw(progress, stop))
    try {
      await wordfreq(folder, progress, { signal: interruption.signal })
    } catch (error) {
      if (error !== interruption.signal.reason) throw error
      interrupted = true
    } finally {
      stop.close()
    }
  })
  process.stdout.write(`${report(folder, progress, (performance.now() - began) / 1000)}\n`)
  if (interrupted) process.stderr.write('interrupted: the table holds what was counted so far\n')
  return interrupted ? 130 : 0
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.exitCode = await main(process.argv.slice(2))
