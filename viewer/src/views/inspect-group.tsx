import { useEffect, useRef } from 'preact/hooks'
import { number } from '../model/describe.ts'
import { STATUSES } from '../model/status.ts'
import { view } from '../session/session.ts'
import { LampIcon } from './glyph.tsx'
import { drawMosaic } from './mosaic.ts'
import { ProcessLink, Rows, Top } from './parts.tsx'
import { foldGroup, openGroup } from './select.ts'
import { colours, theme } from './theme.ts'

const WIDTH = 284
const HEIGHT = 130

export function GroupDetails({ groupKey }: { groupKey: string }) {
  const { graph, picture, knot } = view.value
  const node = graph.nodes.find(one => one.id === groupKey)
  const painted = picture.nodes.get(groupKey)
  const mosaic = useRef<HTMLCanvasElement>(null)
  const shade = theme.value
  useEffect(() => {
    const canvas = mosaic.current?.getContext('2d')
    if (!canvas || !painted) return
    canvas.setTransform(2, 0, 0, 2, 0, 0)
    canvas.clearRect(0, 0, WIDTH, HEIGHT)
    drawMosaic(canvas, painted.cells, { x: 0, y: 0, width: WIDTH, height: HEIGHT }, colours())
  }, [painted, shade])
  if (!node?.unit || !painted) {
    return (
      <>
        <Top>Group</Top>
        <p>Its members are shown one by one now.</p>
        <div class="actions">
          <button type="button" onClick={() => foldGroup(groupKey)}>
            Fold it again
          </button>
        </div>
      </>
    )
  }
  const { members, within, shape } = node.unit
  return (
    <>
      <Top>
        {node.label} × {number(members.length)}
      </Top>
      {painted.knotted > 0 && (
        <p class="alarm">{painted.knotted} of them are in the knot of the deadlock.</p>
      )}
      <dl>
        {STATUSES.filter(status => painted.counts[status] > 0).map(status => (
          <>
            <dt>
              <LampIcon status={status} /> {status}
            </dt>
            <dd>{painted.counts[status]}</dd>
          </>
        ))}
        {node.channels.length > 0 && (
          <>
            <dt>inside</dt>
            <dd>{number(node.channels.length)} channels</dd>
          </>
        )}
      </dl>
      <div class="actions">
        {shape !== 'rest' && (
          <button type="button" onClick={() => openGroup(groupKey)}>
            Open
          </button>
        )}
        {within[0] !== undefined && (
          <button type="button" onClick={() => foldGroup(within[0] as string)}>
            Fold the group around it
          </button>
        )}
      </div>
      <h3>A cell to each</h3>
      <canvas
        ref={mosaic}
        width={2 * WIDTH}
        height={2 * HEIGHT}
        style={`width:${WIDTH}px;height:${HEIGHT}px`}
      />
      <h3>Members</h3>
      <Rows
        items={[...members].sort(
          (a, b) => Number(knot.processes.has(b)) - Number(knot.processes.has(a)),
        )}
        most={30}
        row={id => (
          <li key={id}>
            <ProcessLink id={id} />
          </li>
        )}
      />
    </>
  )
}
