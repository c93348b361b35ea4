/**
 * The scrubber: a slider over the recording, drawn on what the network was in all along it. It is a real range input,
 * so keys, screen readers and touch work as everywhere.
 */
import { useEffect, useRef } from 'preact/hooks'
import { duration } from '../model/describe.ts'
import { goLive, goTo } from '../session/playback.ts'
import { playing, position, strip, view } from '../session/session.ts'
import { pace } from './pace.ts'
import { colours, theme } from './theme.ts'

const due = pace(() => 300)

export function Scrubber() {
  const { head, first, state } = view.value
  const canvas = useRef<HTMLCanvasElement>(null)
  const shade = theme.value
  useEffect(() => {
    const element = canvas.current
    if (element && due(`${shade}/${element.clientWidth}`)) draw(element)
  }, [view.value, shade])
  const value = position.value ?? head.sequence
  return (
    <div class="scrubber">
      <canvas ref={canvas} />
      <input
        type="range"
        aria-label="Moment of the recording"
        aria-valuetext={`event ${state.sequence}, after ${duration(state.time)}`}
        min={first}
        max={Math.max(first + 1, head.sequence)}
        step="1"
        value={value}
        onInput={event => {
          playing.value = false
          const wanted = Number(event.currentTarget.value)
          if (wanted >= head.sequence) goLive()
          else goTo(wanted)
        }}
      />
    </div>
  )
}

/** How many processes lived, and how many of them were blocked, along the events that are kept. */
function draw(element: HTMLCanvasElement): void {
  const ratio = devicePixelRatio || 1
  const width = element.clientWidth
  const height = element.clientHeight
  element.width = width * ratio
  element.height = height * ratio
  const canvas = element.getContext('2d') as CanvasRenderingContext2D
  canvas.scale(ratio, ratio)
  const palette = colours()
  canvas.beginPath()
  canvas.roundRect(0, 3, width, height - 6, 6)
  canvas.clip()
  canvas.fillStyle = palette.paper as string
  canvas.fillRect(0, 0, width, height)

  const { first, head } = view.peek()
  // The centre of the thumb never reaches the ends of the slider.
  const inset = 6
  const scale = (width - 2 * inset) / Math.max(1, head.sequence - first)
  const most = strip.buckets.reduce((top, bucket) => Math.max(top, bucket?.live ?? 0), 1)
  strip.buckets.forEach((bucket, index) => {
    if (!bucket) return
    const from = inset + (index * strip.width - first) * scale
    const to = inset + (Math.min((index + 1) * strip.width, head.sequence) - first) * scale
    const tall = (count: number) => (count / most) * (height - 10)
    const bar = (colour: string, alpha: number, count: number) => {
      canvas.fillStyle = palette[colour] as string
      canvas.globalAlpha = alpha
      canvas.fillRect(from, height - 3 - tall(count), to - from, tall(count))
    }
    bar('running', 0.28, bucket.live)
    bar('blocked', 0.5, bucket.blocked)
  })
}
