/**
 * Pictures on a real disk through real threads: every thumbnail is the picture in small.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { deflateSync, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decode, encode, type Image } from '../../examples/pictures/png.ts'
import { SIZE, scaleDown } from '../../examples/thumbnails/shrink.ts'
import { paint, thumbnails } from '../../examples/thumbnails.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hocket-pictures-'))
})
afterEach(() => rm(folder, { recursive: true }))

test('a thumbnail for each picture, and a word on each file that is none', async () => {
  const names = Array.from({ length: 12 }, (_, at) => `picture ${String(at).padStart(2, '0')}.png`)
  for (const [at, name] of names.entries())
    await writeFile(join(folder, name), paint(at, 200 - 10 * at, 90 + 20 * at))
  await writeFile(join(folder, 'broken.png'), 'no picture')
  await writeFile(join(folder, 'cut.png'), paint(1).subarray(0, 500))
  await writeFile(join(folder, 'notes.txt'), 'not meant at all')

  const outcome = await thumbnails(folder, 2)
  expect([...outcome.keys()]).toEqual(['broken.png', 'cut.png', ...names])
  expect(outcome.get('broken.png')).toBe('not a PNG file')
  expect((await readdir(join(folder, 'thumbnails'))).sort()).toEqual(names)
  for (const name of names) {
    const [large, small] = await Promise.all(
      [folder, join(folder, 'thumbnails')].map(async at => decode(await readFile(join(at, name)))),
    )
    expect(Math.max(small!.width, small!.height)).toBe(SIZE)
    expect(small).toEqual(scaleDown(large!, SIZE))
  }
})

test('a folder that is not there fails the whole', async () => {
  await expect(thumbnails(join(folder, 'nowhere'), 1)).rejects.toThrow('ENOENT')
})

const root = fileURLToPath(new URL('../../', import.meta.url))

test.skipIf(!existsSync(`${root}/dist/workers/index.js`))(
  'as a process of its own, on the built package, its farm in TypeScript',
  async () => {
    await writeFile(join(folder, 'one.png'), paint(1))
    const args = ['--import', 'tsx', 'examples/thumbnails.ts', folder]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root })
    expect(stdout).toMatch(/^one\.png {2}\d+ bytes\n1 files in/)
  },
)

describe('shrinking', () => {
  test('keeps the colour of what is where', () => {
    // Four corners of one colour each.
    const [width, height] = [256, 128]
    const corner = (x: number, y: number) =>
      50 + (x < width / 2 ? 0 : 100) + (y < height / 2 ? 0 : 50)
    const pixels = Uint8Array.from({ length: width * height }, (_, at) =>
      corner(at % width, Math.floor(at / width)),
    )
    const small = scaleDown({ width, height, samples: 1, pixels }, 4)
    expect(small).toMatchObject({ width: 4, height: 2 })
    expect([...small.pixels]).toEqual([50, 50, 150, 150, 100, 100, 200, 200])
  })

  test('leaves small pictures as they are', () => {
    const image = decode(paint(3, 20, 30))
    expect(scaleDown(image, 64)).toEqual(image)
  })
})

const images = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 3, 4))
  .chain(([width, height, samples]) => {
    const length = width * height * samples
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((pixels): Image => ({ width, height, samples, pixels }))
  })

describe('PNG', () => {
  test('what is encoded is decoded', () =>
    fc.assert(
      fc.property(images, image => {
        expect(decode(encode(image))).toEqual(image)
      }),
    ))

  test('every filter is undone', () =>
    fc.assert(
      fc.property(
        images,
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 9 }),
        (image, filters) => {
          expect(decode(refiltered(image, filters))).toEqual(image)
        },
      ),
    ))
})

/** A PNG whose lines are filtered in the ways given: written after the specification, not after the decoder. */
function refiltered(image: Image, filters: readonly number[]): Uint8Array {
  const { width, height, samples, pixels } = image
  const row = width * samples
  const at = (x: number, y: number) => (x < 0 || y < 0 ? 0 : (pixels[y * row + x] as number))
  const lines = Buffer.alloc(height * (row + 1))
  for (let y = 0; y < height; y++) {
    lines[y * (row + 1)] = filters[y] as number
    for (let x = 0; x < row; x++) {
      const [a, b, c] = [at(x - samples, y), at(x, y - 1), at(x - samples, y - 1)]
      const p = a + b - c
      const near = [a, b, c].reduce((best, one) =>
        Math.abs(p - one) < Math.abs(p - best) ? one : best,
      )
      const prediction = [0, a, b, Math.floor((a + b) / 2), near][filters[y] as number] as number
      lines[y * (row + 1) + 1 + x] = at(x, y) - prediction
    }
  }
  // The data of the encoder's file is replaced; the decoder does not look at checksums.
  const file = Buffer.from(encode(image))
  const start = file.indexOf('IDAT') - 4
  const old = file.readUInt32BE(start)
  expect(inflateSync(file.subarray(start + 8, start + 8 + old))).toHaveLength(lines.length)
  const data = deflateSync(lines)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const before = [file.subarray(0, start), length, Buffer.from('IDAT'), data]
  return Buffer.concat([...before, file.subarray(start + 8 + old)])
}
