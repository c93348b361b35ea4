/** Where the graph is looked at from: pan and zoom, fitted to the whole until the user takes over. */
import { effect, signal } from '@preact/signals'
import { placed } from '../layout/layout.ts'
import type { Box } from '../layout/shape.ts'

export interface Camera {
  readonly x: number
  readonly y: number
  readonly scale: number
}

export const camera = signal<Camera>({ x: 0, y: 0, scale: 1 })
export const viewport = signal({ width: 800, height: 500 })

let fitted = true
const MARGIN = 28
/** Room below for the legend and the zoom buttons. */
const BELOW = 62

export function fit(): void {
  fitted = true
  const layout = placed.peek()?.layout
  const { width, height } = viewport.peek()
  if (!layout || layout.width === 0) return
  const scale = Math.min(
    1.25,
    (width - 2 * MARGIN) / layout.width,
    (height - MARGIN - BELOW) / layout.height,
  )
  // A network too large to be read whole is begun at its left edge, where its sources are.
  const readable = Math.max(scale, 0.18)
  camera.value = {
    scale: readable,
    x: Math.max(MARGIN, (width - layout.width * readable) / 2),
    y: MARGIN + (height - MARGIN - BELOW - layout.height * readable) / 2,
  }
}

export function zoom(factor: number, at?: { x: number; y: number }): void {
  fitted = false
  const { x, y, scale } = camera.peek()
  const { width, height } = viewport.peek()
  const centre = at ?? { x: width / 2, y: height / 2 }
  const next = Math.max(0.08, Math.min(3, scale * factor))
  const ratio = next / scale
  camera.value = {
    scale: next,
    x: centre.x - (centre.x - x) * ratio,
    y: centre.y - (centre.y - y) * ratio,
  }
}

export function pan(dx: number, dy: number): void {
  fitted = false
  const { x, y, scale } = camera.peek()
  camera.value = { x: x + dx, y: y + dy, scale }
}

/** Brings a node into sight, moving no more than needed. */
export function reveal(box: Box): void {
  const { x, y, scale } = camera.peek()
  const { width, height } = viewport.peek()
  const left = x + (box.x - box.width / 2) * scale
  const right = x + (box.x + box.width / 2) * scale
  const top = y + (box.y - box.height / 2) * scale
  const bottom = y + (box.y + box.height / 2) * scale
  const dx = left < MARGIN ? MARGIN - left : right > width - MARGIN ? width - MARGIN - right : 0
  const dy = top < MARGIN ? MARGIN - top : bottom > height - MARGIN ? height - MARGIN - bottom : 0
  if (dx !== 0 || dy !== 0) pan(dx, dy)
}

effect(() => {
  void placed.value
  void viewport.value
  if (fitted) fit()
})
