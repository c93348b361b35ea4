/**
 * Following a log that rotates, as `tail -F` does, and watching what it says.
 *
 *     folder ──changed──▶ follow ──lines──▶ parse ──records──▶ count ──▶ report, at each tick
 *
 * `follow` reads what was appended whenever the folder says that something changed. The channel that tells it
 * slides and holds one value, so a thousand changes while it reads are one; and a slow reader of the lines holds
 * up the reading of the file, not its writer. When the name belongs to another file, the log was rotated: the
 * old file is read to its end first. When the file has shrunk, it was truncated: it is read from its beginning.
 * (Of a log that is rotated twice between two looks, the file in the middle is never seen; the same is true of
 * `tail`.)
 *
 *     node --import tsx examples/follow.ts [file]
 */
import { watch as watchFolder } from 'node:fs'
import { appendFile, type FileHandle, mkdtemp, open, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  channel,
  every,
  fifo,
  type ProcessContext,
  type Reader,
  scope,
  select,
  sleep,
  sliding,
  type Writer,
} from 'hocket'
import { component, map } from 'hocket/components'

const PIECE = 64 * 1024

/** A file that is open, how far it was read, and the line that had no end yet. */
class Followed {
  private position = 0
  private rest: Buffer = Buffer.alloc(0)
  private readonly piece = Buffer.allocUnsafe(PIECE)
  private readonly file: FileHandle
  readonly inode: number

  constructor(file: FileHandle, inode: number) {
    this.file = file
    this.inode = inode
  }

  static async open(path: string): Promise<Followed | undefined> {
    const file = await open(path).catch(unlessMissing)
    return file && new Followed(file, (await file.stat()).ino)
  }

  /** Writes the lines that have come since. */
  async readOn(lines: Writer<string>): Promise<void> {
    if ((await this.file.stat()).size < this.position) {
      this.position = 0
      this.rest = Buffer.alloc(0)
    }
    for (;;) {
      const { bytesRead } = await this.file.read(this.piece, 0, PIECE, this.position)
      if (bytesRead === 0) return
      this.position += bytesRead
      // Cut in bytes, since a piece may end in the middle of a character.
      let text = Buffer.concat([this.rest, this.piece.subarray(0, bytesRead)])
      for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
        await lines.write(text.toString('utf8', 0, end))
        text = text.subarray(end + 1)
      }
      this.rest = text
    }
  }

  async close(lines?: Writer<string>): Promise<void> {
    // Nobody will end this line any more.
    if (lines !== undefined && this.rest.length > 0) await lines.write(this.rest.toString())
    await this.file.close()
  }
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/** Writes the lines of a file, from its first, and what is appended to it, until it is told to stop. */
export const follow = component(async function follow(
  this: ProcessContext,
  path: string,
  lines: Writer<string>,
  stop: AbortSignal,
) {
  const changed = channel<undefined>({ name: 'changed', buffer: sliding(1) })
  const watcher = watchFolder(dirname(path), (_, name) => {
    if (name === null || name === basename(path)) changed.writer.tryWrite(undefined)
  })
  let followed: Followed | undefined
  try {
    for (let stopped = stop.aborted; ; ) {
      for (;;) {
        // Asked first: once the name has a new file, nobody writes to the old one, and its end is the end.
        const now = await stat(path).catch(unlessMissing)
        await followed?.readOn(lines)
        // Between the two there may be none by that name.
        if (now === undefined || now.ino === followed?.inode) break
        await followed?.close(lines)
        followed = await Followed.open(path)
      }
      if (stopped) return
      const { key } = await select({ changed: changed.reader, stop }, { signal: this.signal })
      stopped = key === 'stop'
    }
  } finally {
    watcher.close()
    await followed?.close()
  }
})

/** What a line says. */
interface Record {
  readonly level: string
  readonly text: string
}

function parse(line: string): Record {
  const [level = '', ...words] = line.split(' ')
  return { level, text: words.join(' ') }
}

/** Counts records by their level, and reports at each tick and at the end. */
const count = component(async function count(
  records: Reader<Record>,
  milliseconds: number,
  report: (counts: ReadonlyMap<string, number>) => void,
) {
  const counts = new Map<string, number>()
  const ticks = every(milliseconds)
  for (;;) {
    const chosen = await select({ record: records.step, tick: ticks })
    if (chosen.key === 'tick') report(counts)
    else if (chosen.value.done) return report(counts)
    else {
      const { level } = chosen.value.value
      counts.set(level, (counts.get(level) ?? 0) + 1)
    }
  }
})

/** Appends lines to a log and rotates it a few times, as a server would. */
async function writeLog(path: string): Promise<void> {
  for (let file = 0; file < 3; file++) {
    if (file > 0) await rename(path, `${path}.${file}`)
    for (let line = 0; line < 200; line++) {
      const level = line % 50 === 0 ? 'error' : line % 10 === 0 ? 'warning' : 'info'
      await appendFile(path, `${level} line ${line} of file ${file}\n`)
    }
    await sleep(100)
  }
}

async function main([path]: readonly string[]): Promise<void> {
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort())
  const folder = await mkdtemp(join(tmpdir(), 'hocket-follow-'))
  await scope(s => {
    const lines = s.channel<string>({ name: 'lines', buffer: fifo(16) })
    const records = s.channel<Record>('records')
    s.spawn(follow(path ?? join(folder, 'server.log'), lines.writer, stop.signal))
    s.spawn(map(lines.reader, records.writer, parse))
    s.spawn(
      count(records.reader, 200, counts =>
        console.log([...counts].map(([level, number]) => `${number} ${level}`).join(', ')),
      ),
    )
    if (path === undefined)
      s.spawn(async () => {
        await writeLog(join(folder, 'server.log'))
        stop.abort()
      })
  })
  await rm(folder, { recursive: true })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
