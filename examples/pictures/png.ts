/**
 * As much of PNG as these examples need: eight bits a sample, grey, RGB or RGBA, not interlaced.
 *
 * Source: the PNG specification (W3C), sections 5 (chunks) and 9 (filters).
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

/** Pixels row by row, `samples` bytes for each. */
export interface Image {
  readonly width: number
  readonly height: number
  readonly samples: number
  readonly pixels: Uint8Array
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
/** The colour type that stands for so many samples: grey, RGB, RGBA. */
const COLOUR_TYPES = new Map([
  [1, 0],
  [3, 2],
  [4, 6],
])

/** @throws Error for what is not a PNG of this kind */
export function decode(file: Uint8Array): Image {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error('not a PNG file')
  let header: Buffer = Buffer.alloc(0)
  const data: Buffer[] = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const content = bytes.subarray(at + 8, at + 8 + length)
    if (type === 'IHDR') header = content
    if (type === 'IDAT') data.push(content)
    at += length + 12
  }
  if (header.length !== 13) throw new Error('a PNG file without a header')
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const [depth, colour, , , interlaced] = header.subarray(8)
  const samples = [...COLOUR_TYPES].find(([, type]) => type === colour)?.[0]
  if (depth !== 8 || samples === undefined || interlaced !== 0)
    throw new Error(`a PNG of colour type ${colour} with ${depth} bits is not supported`)
  const lines = inflateSync(Buffer.concat(data))
  if (lines.length !== height * (width * samples + 1)) throw new Error('a PNG file cut off')
  return { width, height, samples, pixels: unfilter(lines, width * samples, samples) }
}

/** Undoes the filters: each line says how its bytes were predicted from those before. */
function unfilter(lines: Buffer, width: number, samples: number): Uint8Array {
  const pixels = new Uint8Array((lines.length / (width + 1)) * width)
  for (let line = 0, to = 0; line < lines.length; line += width + 1) {
    const filter = lines[line]
    for (let x = 0; x < width; x++, to++) {
      const left = x < samples ? 0 : pixels[to - samples]!
      const above = to < width ? 0 : pixels[to - width]!
      const corner = x < samples || to < width ? 0 : pixels[to - width - samples]!
      pixels[to] = lines[line + 1 + x]! + predict(filter, left, above, corner)
    }
  }
  return pixels
}

function predict(filter: number | undefined, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0
    case 1:
      return left
    case 2:
      return above
    case 3:
      return (left + above) >> 1
    case 4: {
      // Paeth: whichever of the three is nearest to their plane.
      const plane = left + above - corner
      const [a, b, c] = [left, above, corner].map(value => Math.abs(plane - value)) as [
        number,
        number,
        number,
      ]
      if (a <= b && a <= c) return left
      return b <= c ? above : corner
    }
    default:
      throw new Error(`a PNG filter of type ${filter}`)
  }
}

/** Writes each byte as its difference to the one on its left, which suits smooth pictures. */
export function encode({ width, height, samples, pixels }: Image): Uint8Array {
  const row = width * samples
  const lines = Buffer.alloc(height * (row + 1))
  for (let y = 0; y < height; y++) {
    const line = y * (row + 1)
    lines[line] = 1
    for (let x = 0; x < row; x++) {
      const at = y * row + x
      lines[line + 1 + x] = pixels[at]! - (x < samples ? 0 : pixels[at - samples]!)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, COLOUR_TYPES.get(samples)!], 8)
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([SIGNATURE, ...chunks])
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(content.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
