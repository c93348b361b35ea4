/**
 * The scrubber: a slider over the recording, drawn on the throughput of all of it. It is a real range input,
 * so keys, screen readers and touch work as everywhere.
 */
import { useEffect, useRef } from 'preact/hooks'
import { duration } from '../model/describe.ts'
import { goLive, goTo } from '../session/playback.ts'
import { playing, position, series, view } from '../session/session.ts'
import { colours, theme } from './theme.ts'

export function Scrubber() {
  const { head, first, state } = view.value
  const canvas = useRef<HTMLCanvasElement>(null)
  const shade = theme.value
  useEffect(() => {
    if (canvas.current) draw(canvas.current)
  }, [view.value, shade])
  const value = position.value ?? head.sequence
  return (
    <div class="scrubber">
      <canvas ref={canvas} aria-hidden="true" />
      <input
        type="range"
        aria-label="Moment of the recording"
        aria-valuetext={`event ${state.sequence}, after ${duration(state.time)}`}
        min={first}
        max={Math.max(first + 1, head.sequence)}
        step="1"
        value={value}
        onInput={(event) => {
          playing.value = false
          const wanted = Number(event.currentTarget.value)
          if (wanted >= head.sequence) goLive()
          else goTo(wanted)
        }}
      />
    </div>
  )
}

/** Throughput over the events kept. By time, while the slider goes by events: a sketch, no scale. */
function draw(element: HTMLCanvasElement): void {
  const ratio = devicePixelRatio || 1
  const width = element.clientWidth
  const height = element.clientHeight
  element.width = width * ratio
  element.height = height * ratio
  const canvas = element.getContext('2d') as CanvasRenderingContext2D
  canvas.scale(ratio, ratio)
  const palette = colours()
  canvas.fillStyle = palette['paper'] as string
  canvas.beginPath()
  canvas.roundRect(0, 3, width, height - 6, 6)
  canvas.fill()
  canvas.clip()
  const counts = series.buckets.map((bucket) => bucket?.communications ?? 0)
  const most = Math.max(1, ...counts)
  canvas.fillStyle = palette['accent'] as string
  canvas.globalAlpha = 0.22
  // The thumb's centre never reaches the ends of the slider.
  const inset = 6
  const step = (width - 2 * inset) / Math.max(1, counts.length)
  counts.forEach((count, index) => {
    const tall = Math.sqrt(count / most) * (height - 10)
    canvas.fillRect(inset + index * step, height - 3 - tall, Math.max(0.6, step - 0.4), tall)
  })
}
