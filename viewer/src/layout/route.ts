/** Curves through the points of an edge: the path to draw, and places along it for tokens and labels. */
import type { Point } from './shape.ts'

export interface Route {
  /** An SVG path. */
  readonly path: string
  /** Points at equal distances along it. */
  readonly samples: readonly Point[]
  /** Angle of the last stretch, in radians: where an arrow head points. */
  readonly angle: number
}

const SAMPLES = 32

/** A smooth curve (Catmull-Rom, as cubic Béziers) through the points. */
export function route(points: readonly Point[]): Route {
  const [first] = points
  if (!first) return { path: '', samples: [], angle: 0 }
  let path = `M${round(first.x)},${round(first.y)}`
  const raw: Point[] = [first]
  for (let i = 0; i < points.length - 1; i += 1) {
    const before = points[Math.max(0, i - 1)] as Point
    const from = points[i] as Point
    const to = points[i + 1] as Point
    const after = points[Math.min(points.length - 1, i + 2)] as Point
    const a = { x: from.x + (to.x - before.x) / 6, y: from.y + (to.y - before.y) / 6 }
    const b = { x: to.x - (after.x - from.x) / 6, y: to.y - (after.y - from.y) / 6 }
    path += `C${round(a.x)},${round(a.y)} ${round(b.x)},${round(b.y)} ${round(to.x)},${round(to.y)}`
    for (let t = 1; t <= 8; t += 1) raw.push(bezier(from, a, b, to, t / 8))
  }
  const last = raw[raw.length - 1] as Point
  const beforeLast = raw[raw.length - 2] ?? first
  return {
    path,
    samples: even(raw),
    angle: Math.atan2(last.y - beforeLast.y, last.x - beforeLast.x),
  }
}

/** The place at a share of the way, 0 to 1. */
export function along({ samples }: Route, share: number): Point {
  const exact = Math.max(0, Math.min(1, share)) * (samples.length - 1)
  const low = samples[Math.floor(exact)] ?? { x: 0, y: 0 }
  const high = samples[Math.ceil(exact)] ?? low
  const part = exact - Math.floor(exact)
  return { x: low.x + (high.x - low.x) * part, y: low.y + (high.y - low.y) * part }
}

function bezier(p0: Point, p1: Point, p2: Point, p3: Point, t: number): Point {
  const s = 1 - t
  const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t]
  return {
    x: a * p0.x + b * p1.x + c * p2.x + d * p3.x,
    y: a * p0.y + b * p1.y + c * p2.y + d * p3.y,
  }
}

function even(raw: readonly Point[]): Point[] {
  const lengths = [0]
  for (let i = 1; i < raw.length; i += 1) {
    const [a, b] = [raw[i - 1] as Point, raw[i] as Point]
    lengths.push((lengths[i - 1] as number) + Math.hypot(b.x - a.x, b.y - a.y))
  }
  const total = lengths[lengths.length - 1] as number
  const samples: Point[] = []
  let at = 0
  for (let n = 0; n <= SAMPLES; n += 1) {
    const wanted = (total * n) / SAMPLES
    while (at < lengths.length - 2 && (lengths[at + 1] as number) < wanted) at += 1
    const [a, b] = [raw[at] as Point, raw[at + 1] ?? (raw[at] as Point)]
    const stretch = (lengths[at + 1] ?? 0) - (lengths[at] as number) || 1
    const part = Math.max(0, Math.min(1, (wanted - (lengths[at] as number)) / stretch))
    samples.push({ x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part })
  }
  return samples
}

function round(n: number): number {
  return Math.round(n * 10) / 10
}
