/** The graph: processes, groups and channels at their places, with pan, zoom and arrow keys. */
import { useEffect, useRef } from 'preact/hooks'
import { OUTSIDE } from '../../../src/trace/events.ts'
import { placed } from '../layout/layout.ts'
import type { Box } from '../layout/shape.ts'
import { selection, view } from '../session/session.ts'
import { camera, fit, pan, reveal, viewport, zoom } from './camera.ts'
import { EdgeShape } from './edge.tsx'
import { Legend } from './legend.tsx'
import { NodeShape } from './node.tsx'
import { startOverlay } from './overlay.ts'
import { nodeOf, select } from './select.ts'

/** Below this scale only names are drawn. */
const FAR = 0.55

export function Graph() {
  const frame = useRef<HTMLDivElement>(null)
  const overlay = useRef<HTMLCanvasElement>(null)

  useEffect(() => {
    const element = frame.current as HTMLDivElement
    const observer = new ResizeObserver(() => {
      viewport.value = { width: element.clientWidth, height: element.clientHeight }
    })
    observer.observe(element)
    const stop = startOverlay(overlay.current as HTMLCanvasElement)
    // Preact attaches wheel listeners as passive, which could not keep the page from zooming.
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      const { left, top } = element.getBoundingClientRect()
      if (event.ctrlKey || event.deltaMode !== 0 || Math.abs(event.deltaY) >= 50) {
        zoom(Math.exp(-event.deltaY / 500), { x: event.clientX - left, y: event.clientY - top })
      } else pan(-event.deltaX, -event.deltaY)
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => {
      observer.disconnect()
      stop()
      element.removeEventListener('wheel', wheel)
    }
  }, [])

  return (
    <div class="graph" ref={frame}>
      <Canvas />
      <canvas ref={overlay} />
      <div class="tools" role="toolbar" aria-label="Zoom">
        <button type="button" class="icon" aria-label="Zoom in" onClick={() => zoom(1.25)}>
          +
        </button>
        <button type="button" class="icon" aria-label="Zoom out" onClick={() => zoom(0.8)}>
          −
        </button>
        <button type="button" class="icon" aria-label="Fit the whole network" onClick={fit}>
          Fit
        </button>
      </div>
      <Legend />
      <Happening />
    </div>
  )
}

/** What the last step did, in words, also for those who do not see the picture. */
function Happening() {
  const { moment } = view.value
  return (
    <p class="happening" aria-live="polite">
      {moment?.text}
    </p>
  )
}

function Canvas() {
  const { picture, knot, state, moment, graph } = view.value
  const acting = new Set<string | undefined>()
  for (const id of moment?.processes ?? [])
    acting.add(id === OUTSIDE ? 'outside' : graph.folding.unitOf.get(id)?.key)
  const place = placed.value
  const chosen = selection.value
  const { x, y, scale } = camera.value
  const selectedNode = nodeOf(chosen)
  const focusable = selectedNode ?? place?.graph.nodes[0]?.id
  const far = scale < FAR ? 'far' : ''
  const tight = knot.processes.size > 0 ? 'knotted' : ''
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no element of its own for a group
    <svg
      role="group"
      aria-label="Network graph. Arrow keys move between nodes, Enter selects."
      onPointerDown={startDrag}
      onKeyDown={moveFocus}
    >
      <g class={`${far} ${tight}`} transform={`translate(${x},${y}) scale(${scale})`}>
        {place && (
          <g class="fade" key={place.layout.signature}>
            {place.graph.edges.map(edge => {
              const route = place.routes.get(edge.id)
              const painted = picture.channels.get(
                edge.part === 'whole' ? edge.id : channelNode(edge),
              )
              if (!route || !painted) return null
              const selected = chosen?.kind === 'channel' && edge.channels.includes(chosen.id)
              return (
                <EdgeShape
                  key={edge.id}
                  edge={edge}
                  route={route}
                  painted={painted}
                  selected={selected}
                  acting={edge.channels.some(id => moment?.channels.has(id))}
                  knot={picture.knot.get(edge.id)}
                />
              )
            })}
          </g>
        )}
        {place?.graph.nodes.map(node => {
          const box = place.layout.nodes[node.id]
          if (!box) return null
          return (
            <NodeShape
              key={node.id}
              node={node}
              box={box}
              painted={picture.nodes.get(node.id)}
              channel={picture.channels.get(node.id)}
              state={state}
              selected={node.id === selectedNode}
              acting={acting.has(node.id)}
              focusable={node.id === focusable}
            />
          )
        })}
      </g>
    </svg>
  )
}

function channelNode(edge: { part: string; from: string; to: string }): string {
  return edge.part === 'write' ? edge.to : edge.from
}

function startDrag(event: PointerEvent): void {
  const svg = event.currentTarget as SVGSVGElement
  if (event.button !== 0) return
  const onBackground = event.target === svg
  let { clientX: x, clientY: y } = event
  let moved = 0
  const move = (next: PointerEvent) => {
    moved += Math.abs(next.clientX - x) + Math.abs(next.clientY - y)
    // A click with a trembling hand is still a click.
    if (moved < 4) return
    svg.classList.add('dragging')
    pan(next.clientX - x, next.clientY - y)
    x = next.clientX
    y = next.clientY
  }
  const stop = () => {
    svg.classList.remove('dragging')
    removeEventListener('pointermove', move)
    removeEventListener('pointerup', stop)
    removeEventListener('pointercancel', stop)
    if (onBackground && moved < 4) select(undefined)
  }
  addEventListener('pointermove', move)
  addEventListener('pointerup', stop)
  addEventListener('pointercancel', stop)
}

const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Moves the focus to the nearest node in the direction of the arrow. */
function moveFocus(event: KeyboardEvent): void {
  const direction = DIRECTIONS[event.key]
  const id = (event.target as Element).closest<SVGElement>('[data-node]')?.dataset.node
  const boxes = placed.value?.layout.nodes
  if (!direction || id === undefined || !boxes?.[id]) return
  event.preventDefault()
  const from = boxes[id] as Box
  let best: { id: string; box: Box; cost: number } | undefined
  for (const [other, box] of Object.entries(boxes)) {
    if (other === id) continue
    const dx = box.x - from.x
    const dy = box.y - from.y
    const ahead = dx * direction[0] + dy * direction[1]
    const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0])
    if (ahead <= 1) continue
    const cost = ahead + 2.5 * aside
    if (!best || cost < best.cost) best = { id: other, box, cost }
  }
  if (!best) return
  reveal(best.box)
  const selector = `[data-node="${CSS.escape(best.id)}"]`
  ;(event.currentTarget as Element).querySelector<SVGElement>(selector)?.focus()
}
