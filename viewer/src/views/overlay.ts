/** The canvas over the graph: mosaics of groups and moving tokens, what changes too often for elements. */

import { placed } from '../layout/layout.ts'
import { along } from '../layout/route.ts'
import { GROUP_HEAD, GROUP_MARGIN } from '../layout/shape.ts'
import { createTokens } from '../model/tokens.ts'
import { isAttending } from '../session/attention.ts'
import { playing, position, view } from '../session/session.ts'
import { camera, viewport } from './camera.ts'
import { drawMosaic } from './mosaic.ts'
import { colours } from './theme.ts'

const DURATION = 700
/** Least milliseconds between two drawings: thirty a second are smooth enough, and half the work of sixty. */
const FRAME = 30
/** Where the machine does not manage that anyway, tokens are the first to give way. */
const SLOW_FRAME = 80
/** Milliseconds between frames above which it does not. */
const SLOW = 24
const tokens = createTokens({ duration: DURATION, spacing: 110 })
const carried = new Map<string, number>()
let last: unknown
const still = matchMedia('(prefers-reduced-motion: reduce)')

/** Draws in every frame in which something moved; returns how to stop. */
export function startOverlay(element: HTMLCanvasElement): () => void {
  const canvas = element.getContext('2d') as CanvasRenderingContext2D
  let handle = 0
  let drawn: unknown[] = []
  let drawnAt = -Infinity
  let between = 16
  let before = 0
  const frame = (clock: number) => {
    handle = requestAnimationFrame(frame)
    between += (Math.min(clock - before, 200) - between) / 16
    before = clock
    launch(clock)
    // A still picture is not drawn again: this page may stay open all day.
    const inputs = [view.peek(), placed.peek(), camera.peek(), viewport.peek(), colours()]
    const changed = inputs.some((input, index) => input !== drawn[index])
    const pace = isAttending(clock) || between > SLOW ? SLOW_FRAME : FRAME
    if (!changed && (!tokens.moving || clock - drawnAt < pace)) return
    drawn = inputs
    drawnAt = clock
    draw(element, canvas, clock)
  }
  handle = requestAnimationFrame(frame)
  return () => cancelAnimationFrame(handle)
}

/** Turns what each edge carried since the last view into tokens. */
function launch(clock: number): void {
  const { picture } = view.peek()
  if (picture === last) return
  const first = last === undefined
  last = picture
  const scrubbing = position.peek() !== undefined && !playing.peek()
  for (const [edge, count] of picture.carried) {
    const before = carried.get(edge)
    carried.set(edge, count)
    if (first || before === undefined || still.matches) continue
    // A jump of the scrubber is no traffic; a step is.
    if (count > before && !(scrubbing && count - before > 2))
      tokens.carry(edge, count - before, clock)
  }
  for (const edge of carried.keys()) if (!picture.carried.has(edge)) carried.delete(edge)
}

function draw(element: HTMLCanvasElement, canvas: CanvasRenderingContext2D, clock: number): void {
  const { width, height } = viewport.peek()
  const ratio = Math.min(devicePixelRatio || 1, 2)
  if (
    element.width !== Math.round(width * ratio) ||
    element.height !== Math.round(height * ratio)
  ) {
    element.width = Math.round(width * ratio)
    element.height = Math.round(height * ratio)
  }
  canvas.setTransform(1, 0, 0, 1, 0, 0)
  canvas.clearRect(0, 0, element.width, element.height)
  const place = placed.peek()
  if (!place) return
  const { x, y, scale } = camera.peek()
  canvas.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y)
  const palette = colours()
  const { picture } = view.peek()

  for (const node of place.graph.nodes) {
    if (node.kind !== 'group') continue
    const box = place.layout.nodes[node.id]
    const painted = picture.nodes.get(node.id)
    if (!box || !painted) continue
    const area = {
      x: box.x - box.width / 2 + GROUP_MARGIN,
      y: box.y - box.height / 2 + GROUP_HEAD,
      width: box.width - 2 * GROUP_MARGIN,
      height: box.height - GROUP_HEAD - GROUP_MARGIN,
    }
    drawMosaic(canvas, painted.cells, area, palette)
  }

  canvas.fillStyle = palette.token as string
  const radius = Math.max(2.6, 3 / Math.sqrt(scale))
  for (const edge of [...tokens.edges()]) {
    const route = place.routes.get(edge)
    for (const token of tokens.underway(edge, clock)) {
      if (!route || clock < token.start) continue
      const share = (clock - token.start) / DURATION
      const { x: cx, y: cy } = along(route, share)
      // Fading in and out at the ends keeps tokens from popping out of the boxes.
      canvas.globalAlpha = Math.min(1, share * 8, (1 - share) * 8)
      canvas.beginPath()
      canvas.arc(cx, cy, radius, 0, 2 * Math.PI)
      canvas.fill()
    }
  }
  canvas.globalAlpha = 1
}
