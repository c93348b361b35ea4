/** The sequence chart: lanes of processes over the latest events, with an arrow for each communication. */
import { useEffect, useRef, useState } from 'preact/hooks'
import { channelName, describeEvent, processName } from '../model/describe.ts'
import { type SequenceChart, sequenceChart } from '../model/sequence.ts'
import { goTo } from '../session/playback.ts'
import { history, selection, view } from '../session/session.ts'
import { pace, readingPace } from './pace.ts'
import { select } from './select.ts'
import { colours, theme } from './theme.ts'

const LANE = 21
const TOP = 20
const NAMES = 132
const LANES = 40
/** Events in sight unless the user zooms. */
const SPAN = 90

const due = pace(readingPace)

export function SequenceView() {
  const element = useRef<HTMLCanvasElement>(null)
  const [span, setSpan] = useState(SPAN)
  const chart = useRef<SequenceChart | undefined>(undefined)
  const moment = view.value
  const chosen = selection.value
  const shade = theme.value

  useEffect(() => {
    const canvas = element.current
    if (!canvas) return
    const who = chosen?.kind === 'process' ? chosen.id : ''
    if (!due(`${who}/${span}/${shade}/${canvas.parentElement?.clientWidth}`)) return
    const to = moment.state.sequence
    const from = to - span + 1
    chart.current = sequenceChart(history.between(from, to, span), {
      from,
      to,
      lanes: LANES,
      previous: chart.current?.lanes.map(lane => lane.process) ?? [],
      selected: chosen?.kind === 'process' ? chosen.id : undefined,
    })
    draw(canvas, chart.current)
  }, [moment, chosen, span, shade])

  const locate = (event: MouseEvent) => {
    const shown = chart.current
    if (!shown) return undefined
    const { left, top, width } = (event.currentTarget as Element).getBoundingClientRect()
    const x = event.clientX - left
    const lane = shown.lanes[Math.floor((event.clientY - top - TOP) / LANE)]
    if (x < NAMES) return { lane, at: undefined }
    const at = Math.round(
      shown.from + ((x - NAMES) / (width - NAMES - 12)) * (shown.to - shown.from),
    )
    return { lane, at: Math.max(shown.from, Math.min(shown.to, at)) }
  }

  return (
    <div class="sequence">
      <canvas
        ref={element}
        role="img"
        aria-label={summary(chart.current)}
        onClick={event => {
          const place = locate(event)
          if (place?.at === undefined) {
            if (place?.lane) select({ kind: 'process', id: place.lane.process })
          } else goTo(place.at)
        }}
        onMouseMove={event => {
          const at = locate(event)?.at
          const [found] = at === undefined ? [] : history.between(at, at)
          event.currentTarget.title = found
            ? `${found.sequence}: ${describeEvent(view.peek().state, found)}`
            : ''
        }}
        onWheel={event => {
          if (!event.ctrlKey && !event.shiftKey) return
          event.preventDefault()
          setSpan(Math.max(12, Math.min(1000, Math.round(span * (event.deltaY > 0 ? 1.25 : 0.8)))))
        }}
      />
      <span class="caption">
        {chart.current && chart.current.hidden > 0
          ? `${chart.current.hidden} more processes · `
          : ''}
        last {span} events
      </span>
    </div>
  )
}

function summary(chart: SequenceChart | undefined): string {
  if (!chart) return 'Sequence chart'
  return `Sequence chart of ${chart.lanes.length} processes and ${chart.arrows.length} communications, events ${chart.from} to ${chart.to}`
}

function draw(element: HTMLCanvasElement, chart: SequenceChart): void {
  const parent = element.parentElement as HTMLElement
  const ratio = devicePixelRatio || 1
  const width = parent.clientWidth
  const height = Math.max(parent.clientHeight, TOP + chart.lanes.length * LANE + 8)
  element.width = width * ratio
  element.height = height * ratio
  element.style.height = `${height}px`
  const canvas = element.getContext('2d') as CanvasRenderingContext2D
  canvas.scale(ratio, ratio)
  const palette = colours()
  const { state, knot } = view.peek()
  const chosen = selection.peek()
  const x = (at: number) =>
    NAMES + ((at - chart.from) / Math.max(1, chart.to - chart.from)) * (width - NAMES - 12)
  const y = (lane: number) => TOP + lane * LANE + LANE / 2
  canvas.font = '11.5px ui-sans-serif, system-ui, "DejaVu Sans", sans-serif'
  canvas.textBaseline = 'middle'

  chart.lanes.forEach(({ process, bars }, lane) => {
    const selected = chosen?.kind === 'process' && chosen.id === process
    const knotted = knot.processes.has(process)
    canvas.fillStyle = palette[knotted ? 'knot' : selected ? 'accent' : 'ink'] as string
    canvas.font = `${selected ? '600 ' : ''}11.5px ui-sans-serif, system-ui, "DejaVu Sans", sans-serif`
    canvas.fillText(fitted(canvas, processName(state, process), NAMES - 20), 12, y(lane))
    canvas.strokeStyle = palette.line as string
    canvas.lineWidth = 1
    line(canvas, NAMES, y(lane), width - 12, y(lane))
    for (const { from, to, status } of bars) {
      const forEver = knotted && status === 'blocked' && to === chart.to
      canvas.fillStyle = palette[forEver ? 'knot' : status] as string
      canvas.globalAlpha = forEver ? 0.9 : status === 'blocked' ? 0.4 : 0.5
      // Blocked bars are thinner too: their shape says it without the colour.
      const tall = status === 'blocked' ? 2.5 : 7
      canvas.fillRect(x(from), y(lane) - tall / 2, Math.max(1, x(to) - x(from)), tall)
    }
    canvas.globalAlpha = 1
  })

  canvas.lineWidth = 1.3
  let labelEnd = -Infinity
  for (const { at, channel, from, to } of chart.arrows) {
    const start = from ?? (to as number) - 0.45
    const finish = to ?? (from as number) + 0.45
    canvas.strokeStyle = canvas.fillStyle = palette.token as string
    arrow(canvas, x(at), y(start), y(finish))
    // Names of channels along the top, as many as do not touch each other.
    const name = channelName(state, channel)
    const reach = canvas.measureText(name).width / 2
    if (x(at) - reach > labelEnd + 8 && x(at) + reach < width - 150) {
      canvas.fillStyle = palette.faint as string
      canvas.font = '10px ui-sans-serif, system-ui, "DejaVu Sans", sans-serif'
      canvas.fillText(name, x(at) - canvas.measureText(name).width / 2, 9)
      labelEnd = x(at) + reach
    }
  }
  for (const { at, lane, kind } of chart.marks) mark(canvas, x(at), y(lane), kind, palette)
}

function line(
  canvas: CanvasRenderingContext2D,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): void {
  canvas.beginPath()
  canvas.moveTo(x1, y1)
  canvas.lineTo(x2, y2)
  canvas.stroke()
}

function arrow(canvas: CanvasRenderingContext2D, x: number, from: number, to: number): void {
  const way = Math.sign(to - from) || 1
  line(canvas, x, from, x, to - way * 5)
  canvas.beginPath()
  canvas.moveTo(x, to)
  canvas.lineTo(x - 3.4, to - way * 6.5)
  canvas.lineTo(x + 3.4, to - way * 6.5)
  canvas.fill()
  canvas.beginPath()
  canvas.arc(x, from, 2.2, 0, 2 * Math.PI)
  canvas.fill()
}

function mark(
  canvas: CanvasRenderingContext2D,
  x: number,
  y: number,
  kind: string,
  palette: Readonly<Record<string, string>>,
): void {
  const colour =
    { spawn: 'running', end: 'ended', failed: 'failed', poison: 'poisoned', close: 'soft' }[kind] ??
    'soft'
  canvas.fillStyle = canvas.strokeStyle = palette[colour] as string
  canvas.lineWidth = 1.6
  if (kind === 'spawn') {
    canvas.beginPath()
    canvas.arc(x, y, 4, 0, 2 * Math.PI)
    canvas.fill()
  } else if (kind === 'end') {
    canvas.fillRect(x - 3.5, y - 3.5, 7, 7)
  } else if (kind === 'failed' || kind === 'poison') {
    line(canvas, x - 4, y - 4, x + 4, y + 4)
    line(canvas, x - 4, y + 4, x + 4, y - 4)
  } else if (kind === 'close') {
    line(canvas, x, y - 6, x, y + 6)
  } else if (kind === 'choice' || kind === 'barrier' || kind === 'timer') {
    canvas.beginPath()
    canvas.moveTo(x, y - 4)
    canvas.lineTo(x + 4, y)
    canvas.lineTo(x, y + 4)
    canvas.lineTo(x - 4, y)
    canvas.closePath()
    canvas.stroke()
  }
}

function fitted(canvas: CanvasRenderingContext2D, text: string, width: number): string {
  if (canvas.measureText(text).width <= width) return text
  let shorter = text
  while (shorter.length > 1 && canvas.measureText(`${shorter}…`).width > width)
    shorter = shorter.slice(0, -1)
  return `${shorter}…`
}
