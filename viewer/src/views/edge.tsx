/** One edge of the graph: a channel between two nodes, with its rate and its queue. */
import { along, type Route } from '../layout/route.ts'
import { WIDEST } from '../layout/shape.ts'
import { SMALL_FONT, shortened } from '../layout/text.ts'
import { number } from '../model/describe.ts'
import type { EdgePicture } from '../model/picture.ts'
import type { GraphEdge } from '../model/topology.ts'
import { selectEdge } from './select.ts'

export interface EdgeProps {
  readonly edge: GraphEdge
  readonly route: Route
  readonly painted: EdgePicture
  readonly selected: boolean
  /** Whether the step that is shown is about it. */
  readonly acting: boolean
  readonly knot: 'waits' | 'serves' | undefined
}

export function EdgeShape({ edge, route, painted, selected, acting, knot }: EdgeProps) {
  const end = route.samples[route.samples.length - 1]
  if (!end) return null
  const middle = along(route, 0.5)
  // Width tells the order of magnitude of the rate: a tenfold rate is one step wider.
  const width = knot === 'waits' ? 3 : knot ? 1.6 : 1.2 + Math.log10(1 + painted.rate) * 0.75
  const turn = (route.angle * 180) / Math.PI
  const whole = edge.part === 'whole'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: by keys, a channel is reached from its processes
    <g
      class={`edge ${painted.status} ${knot ? `knot ${knot}` : ''} ${selected ? 'selected' : ''} ${acting ? 'acting' : ''}`}
      data-edge={edge.id}
      onClick={() => selectEdge(edge)}
    >
      {shortened(edge.label, SMALL_FONT, WIDEST) !== edge.label && <title>{edge.label}</title>}
      <path class="reach" d={route.path} />
      <path class="line" d={route.path} stroke-width={width} />
      <path
        class="head"
        d="M0 0L-8 -3.6L-8 3.6Z"
        transform={`translate(${end.x},${end.y}) rotate(${turn})`}
      />
      {whole && (
        <>
          <text x={middle.x} y={middle.y - 6}>
            {shortened(edge.label, SMALL_FONT, WIDEST)}
          </text>
          {painted.rate >= 0.05 && (
            <text
              class="rate"
              x={painted.capacity > 0 ? middle.x - 18 : middle.x}
              y={middle.y + 14}
            >
              {number(painted.rate)}/s
            </text>
          )}
          {painted.capacity > 0 && (
            <Gauge
              painted={painted}
              x={middle.x + (painted.rate >= 0.05 ? 4 : -15)}
              y={middle.y + 6}
            />
          )}
        </>
      )}
    </g>
  )
}

const GAUGE = 30

/** How full a buffer is; of an unbounded one, against the next power of ten. */
export function Gauge({ painted, x, y }: { painted: EdgePicture; x: number; y: number }) {
  const { depth, capacity } = painted
  const against = Number.isFinite(capacity)
    ? capacity
    : 10 ** Math.ceil(Math.log10(Math.max(10, depth + 1)))
  const share = Math.min(1, depth / Math.max(1, against))
  return (
    <g>
      <title>{`${depth} of ${Number.isFinite(capacity) ? capacity : 'unbounded'} queued`}</title>
      <rect class="gauge" x={x} y={y} width={GAUGE} height="8" rx="2.5" />
      <rect
        class="gauge-fill"
        x={x + 1}
        y={y + 1}
        width={(GAUGE - 2) * share}
        height="6"
        rx="1.8"
      />
    </g>
  )
}
