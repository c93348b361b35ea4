/**
 * Thumbnails of a folder of pictures, on all cores.
 *
 *                                ┌ shrink ┐
 *     load ──pictures──▶ farm ───┼ shrink ┼───thumbnails──▶ save
 *                                └ shrink ┘
 *                               worker threads
 *
 * Decoding and shrinking a picture is work that would hold up everything else, so a farm does it in threads; to
 * the processes on both sides it is a process like any other. It takes a picture when a thread has room for it,
 * and `load` reads the next file when the one before was taken: however many pictures there are, a dozen are in
 * memory. A file that is no picture is reported, and the others go on.
 *
 *     node --import tsx examples/thumbnails.ts [folder]
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Reader, scope, type Writer } from 'hocket'
import { component } from 'hocket/components'
import { farm } from 'hocket/workers'
import { encode } from './pictures/png.ts'
import type shrink from './thumbnails/shrink.ts'
import type { Picture } from './thumbnails/shrink.ts'

/** Reads the pictures of a folder, one after the other. */
const load = component(async function load(folder: string, pictures: Writer<Picture>) {
  for (const name of (await readdir(folder)).sort())
    if (name.endsWith('.png'))
      await pictures.write({ name, png: await readFile(join(folder, name)) })
})

/** Writes the thumbnails to a folder, and gives what became of each file. */
const save = component(async function save(
  thumbnails: Reader<Picture>,
  folder: string,
): Promise<Map<string, string>> {
  const outcome = new Map<string, string>()
  await mkdir(folder, { recursive: true })
  for await (const { name, png, problem } of thumbnails) {
    if (problem === undefined) await writeFile(join(folder, name), png)
    outcome.set(name, problem ?? `${png.length} bytes`)
  }
  return outcome
})

/** Makes thumbnails of the pictures in a folder, in the folder `thumbnails` below it. */
export function thumbnails(
  folder: string,
  threads = availableParallelism(),
  signal?: AbortSignal,
): Promise<Map<string, string>> {
  return scope(
    async s => {
      const pictures = s.channel<Picture>('pictures')
      const small = s.channel<Picture>('thumbnails')
      s.spawn(load(folder, pictures.writer))
      const module = new URL('./thumbnails/shrink.ts', import.meta.url)
      s.spawn(
        farm<typeof shrink>(module, threads, { ordered: true })(pictures.reader, small.writer),
      )
      const saved = s.spawn(save(small.reader, join(folder, 'thumbnails')))
      return (await saved.done) ?? new Map()
    },
    { signal, name: 'thumbnails' },
  )
}

/** A picture of nothing: waves of colour, different for each number. */
export function paint(number: number, width = 320, height = 240): Uint8Array {
  const pixels = new Uint8Array(width * height * 3)
  for (let at = 0; at < pixels.length; at++) {
    const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)]
    const phase = (x * (number + 1) + y * (at % 3)) / 100
    pixels[at] = Math.round(127.5 + 127.5 * Math.sin(phase))
  }
  return encode({ width, height, samples: 3, pixels })
}

async function main([given]: readonly string[]): Promise<void> {
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'hocket-pictures-')))
  const interruption = new AbortController()
  process.once('SIGINT', () => interruption.abort(new Error('interrupted')))
  try {
    if (given === undefined) {
      for (let number = 10; number < 30; number++)
        await writeFile(join(folder, `${number}.png`), paint(number))
      await writeFile(join(folder, 'broken.png'), 'no picture')
    }
    const began = performance.now()
    const outcome = await thumbnails(folder, undefined, interruption.signal)
    const seconds = ((performance.now() - began) / 1000).toFixed(2)
    for (const [name, became] of outcome) console.log(`${name}  ${became}`)
    console.log(`${outcome.size} files in ${seconds} s, on ${availableParallelism()} threads`)
  } finally {
    if (given === undefined) await rm(folder, { recursive: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
