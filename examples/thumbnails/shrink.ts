/**
 * The work of the farm: runs in a worker thread, where it holds up nobody.
 */
import { decode, encode, type Image } from '../pictures/png.ts'

/** Thumbnails fit into a square of this many pixels. */
export const SIZE = 64

/** A file on its way, by its name; in the end with a thumbnail, or with what is wrong with it. */
export interface Picture {
  readonly name: string
  readonly png: Uint8Array
  readonly problem?: string
}

/** Makes a thumbnail. A file that is no picture is a result as well: one of them must not stop the others. */
export default function shrink({ name, png }: Picture): Picture {
  try {
    return { name, png: encode(scaleDown(decode(png), SIZE)) }
  } catch (error) {
    return { name, png: new Uint8Array(0), problem: (error as Error).message }
  }
}

/** Makes an image small enough: each new pixel is the mean of those whose place it takes. */
export function scaleDown(image: Image, size: number): Image {
  const { samples, pixels } = image
  const factor = Math.max(1, image.width / size, image.height / size)
  const width = Math.max(1, Math.floor(image.width / factor))
  const height = Math.max(1, Math.floor(image.height / factor))
  const small = new Uint8Array(width * height * samples)
  const edge = (at: number, of: number, from: number): number => Math.floor((at * from) / of)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let sample = 0; sample < samples; sample++) {
        let [sum, count] = [0, 0]
        for (let v = edge(y, height, image.height); v < edge(y + 1, height, image.height); v++)
          for (let u = edge(x, width, image.width); u < edge(x + 1, width, image.width); u++) {
            sum += pixels[(v * image.width + u) * samples + sample]!
            count++
          }
        small[(y * width + x) * samples + sample] = Math.round(sum / count)
      }
  return { width, height, samples, pixels: small }
}
