/** The mosaic of a group: a cell to each process, so that ten thousand are one look. */
import type { ProcessStatus } from '../model/status.ts'

/** Draws the cells into a rectangle of the canvas, in units of its present transform. */
export function drawMosaic(
  canvas: CanvasRenderingContext2D,
  cells: readonly (ProcessStatus | undefined)[],
  box: { x: number; y: number; width: number; height: number },
  colours: Readonly<Record<string, string>>,
): void {
  const count = cells.length
  if (count === 0) return
  const { columns, size } = grid(count, box.width, box.height)
  const gap = size > 5 ? 1.5 : size > 2.5 ? 0.8 : 0.3
  // One path to a colour: setting a fill style a thousand times costs more than filling.
  const byStatus = new Map<ProcessStatus | undefined, number[]>()
  for (let index = 0; index < count; index += 1) {
    const list = byStatus.get(cells[index])
    if (list) list.push(index)
    else byStatus.set(cells[index], [index])
  }
  for (const [status, indices] of byStatus) {
    canvas.fillStyle = colours[status ?? 'line'] as string
    canvas.globalAlpha = status === 'blocked' ? 0.55 : status === 'ended' ? 0.45 : 1
    canvas.beginPath()
    for (const index of indices) {
      const x = box.x + (index % columns) * size
      const y = box.y + Math.floor(index / columns) * size
      canvas.rect(x, y, size - gap, size - gap)
    }
    canvas.fill()
  }
  canvas.globalAlpha = 1
}

/** The largest square cells of which `count` fit. */
export function grid(
  count: number,
  width: number,
  height: number,
): { columns: number; size: number } {
  let size = Math.min(12, Math.sqrt((width * height) / count))
  while (Math.floor(width / size) * Math.floor(height / size) < count && size > 0.5) size *= 0.97
  return { columns: Math.max(1, Math.floor(width / size)), size }
}
