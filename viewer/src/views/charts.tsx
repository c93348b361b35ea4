/** Throughput and population over the whole recording, with a line at the moment shown. */
import { useEffect, useMemo, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { duration, number } from '../model/describe.ts'
import { series, view } from '../session/session.ts'
import { pace } from './pace.ts'
import { colours, theme } from './theme.ts'

export function Charts() {
  return (
    <div class="charts">
      <Chart title="communications a second" lines={[['communications', 'token', 1]]} />
      <Chart
        title="processes"
        lines={[
          ['live', 'running', 2],
          ['blocked', 'blocked', 3],
        ]}
      />
    </div>
  )
}

type Line = readonly [name: string, colour: string, column: 1 | 2 | 3]

function Chart({ title, lines }: { title: string; lines: readonly Line[] }) {
  const frame = useRef<HTMLElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  const shade = theme.value
  const moment = view.value

  useEffect(() => {
    const element = frame.current as HTMLElement
    const size = () => ({ width: element.clientWidth - 12, height: element.clientHeight - 8 })
    plot.current = new uPlot(options(lines, size()), data(lines), element)
    const observer = new ResizeObserver(() => plot.current?.setSize(size()))
    observer.observe(element)
    return () => {
      observer.disconnect()
      plot.current?.destroy()
    }
    // A new theme needs new colours, which uPlot takes only when it is made.
  }, [shade])

  const due = useMemo(() => pace(() => 500), [])
  useEffect(() => {
    if (due(shade)) plot.current?.setData(data(lines))
  }, [moment])

  return (
    <figure ref={frame} role="img" aria-label={`Chart: ${title} over time`}>
      <figcaption>
        {title}
        {lines.length > 1 &&
          lines.map(([name, colour]) => (
            <span key={name}>
              <i style={`background:var(--${colour})`} />
              {name}
            </span>
          ))}
      </figcaption>
    </figure>
  )
}

function data(lines: readonly Line[]): uPlot.AlignedData {
  const columns = series.columns()
  return [columns[0], ...lines.map(([, , column]) => columns[column])]
}

function options(lines: readonly Line[], size: { width: number; height: number }): uPlot.Options {
  const palette = colours()
  const axis: uPlot.Axis = {
    stroke: palette.faint as string,
    font: '10px ui-sans-serif, system-ui, "DejaVu Sans", sans-serif',
    grid: { stroke: palette.line as string, width: 0.5 },
    ticks: { show: false },
  }
  return {
    ...size,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      // A recording of one moment has a time axis too.
      x: { time: false, range: (_plot, _low, high) => [0, high || 0.1] },
      y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.25)] },
    },
    axes: [
      {
        ...axis,
        size: 20,
        space: 60,
        values: (_plot, values) =>
          values.map(value => (value === 0 ? '0' : duration(value * 1000))),
      },
      {
        ...axis,
        size: 38,
        space: 26,
        values: (_plot, values) => values.map(value => number(value)),
      },
    ],
    series: [
      {},
      ...lines.map(([label, colour]) => ({
        label,
        stroke: palette[colour] as string,
        fill: `color-mix(in srgb, ${palette[colour]} 14%, transparent)`,
        width: 1.4,
        points: { show: false },
      })),
    ],
    hooks: {
      draw: [
        plot => {
          const { state, head } = view.peek()
          if (state === head) return
          const x = Math.round(plot.valToPos(state.time / 1000, 'x', true))
          plot.ctx.fillStyle = palette.accent as string
          plot.ctx.fillRect(x, plot.bbox.top, 1.5 * devicePixelRatio, plot.bbox.height)
        },
      ],
    },
  }
}
