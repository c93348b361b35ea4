/** One node of the graph: a process, a group with the place of its mosaic, or a shared channel. */
import { type Box, TEXT_LEFT, TEXT_MARGIN, WIDEST } from '../layout/shape.ts'
import { fitted, NAME_FONT, SMALL_FONT, shortened } from '../layout/text.ts'
import { describeActivity, number } from '../model/describe.ts'
import type { EdgePicture, NodePicture } from '../model/picture.ts'
import type { NetworkState } from '../model/state.ts'
import { describeCounts } from '../model/status.ts'
import type { GraphNode } from '../model/topology.ts'
import { Gauge } from './edge.tsx'
import { Lamp } from './glyph.tsx'
import { openGroup, selectNode } from './select.ts'

export interface NodeProps {
  readonly node: GraphNode
  readonly box: Box
  readonly painted: NodePicture | undefined
  readonly channel: EdgePicture | undefined
  readonly state: NetworkState
  readonly selected: boolean
  /** Whether it takes part in the step that is shown. */
  readonly acting: boolean
  readonly focusable: boolean
}

export function NodeShape(props: NodeProps) {
  const { node, box, painted, channel, selected, acting, focusable } = props
  const { width, height } = box
  const knot = node.kind === 'channel' ? channel?.knotted : (painted?.knotted ?? 0) > 0
  const status = node.kind === 'channel' ? 'channel' : (painted?.status ?? 'absent')
  const activate = () => {
    if (selected && node.kind === 'group') openGroup(node.id)
    else selectNode(node)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no button
    <g
      class={`node ${status} ${knot ? 'knot' : ''} ${selected ? 'selected' : ''} ${acting ? 'acting' : ''}`}
      style={`transform: translate(${box.x - width / 2}px, ${box.y - height / 2}px)`}
      role="button"
      tabindex={focusable ? 0 : -1}
      aria-label={spoken(props)}
      aria-pressed={selected}
      data-node={node.id}
      data-kind={node.kind}
      onClick={() => selectNode(node)}
      onDblClick={() => node.kind === 'group' && openGroup(node.id)}
      onKeyDown={event => {
        if (event.key !== 'Enter') return
        event.preventDefault()
        activate()
      }}
    >
      {shortened(node.label, NAME_FONT, WIDEST) !== node.label && <title>{node.label}</title>}
      <rect
        class="halo"
        x="-4"
        y="-4"
        width={width + 8}
        height={height + 8}
        rx={node.kind === 'channel' ? 23 : 13}
      />
      {node.kind === 'channel' ? (
        <ChannelBody {...props} />
      ) : node.kind === 'group' ? (
        <GroupBody {...props} />
      ) : (
        <ProcessBody {...props} />
      )}
    </g>
  )
}

function ProcessBody({ node, box, painted, state }: NodeProps) {
  const { width, height } = box
  const process = state.processes.get(node.unit?.members[0] ?? 0)
  const doing = process ? describeActivity(state, process) : 'not yet spawned'
  return (
    <>
      <rect class="box" width={width} height={height} rx="9" />
      <rect class="tint" x="1" y="1" width={width - 2} height={height - 2} rx="8" />
      <g transform={`translate(8,${height / 2 - 10})`}>
        <Lamp status={painted?.status} />
      </g>
      <text class="name" x={TEXT_LEFT} y="17">
        {shortened(node.label, NAME_FONT, WIDEST)}
      </text>
      <text class="doing" x={TEXT_LEFT} y="31">
        {shortened(doing, SMALL_FONT, width - TEXT_LEFT - 4)}
      </text>
    </>
  )
}

function GroupBody({ node, box, painted }: NodeProps) {
  const { width, height } = box
  const members = node.unit?.members.length ?? 0
  return (
    <>
      <rect class="stack" x="6" y="6" width={width} height={height} rx="9" />
      <rect class="stack" x="3" y="3" width={width} height={height} rx="9" />
      <rect class="box" width={width} height={height} rx="9" />
      <rect class="tint" x="1" y="1" width={width - 2} height={height - 2} rx="8" />
      <g transform="translate(8,8)">
        <Lamp status={painted?.status} />
      </g>
      <text class="name" x={TEXT_LEFT} y="17">
        {fitted(node.label, NAME_FONT, width - TEXT_LEFT - TEXT_MARGIN - 52)} × {number(members)}
      </text>
      <text class="doing" x={TEXT_LEFT} y="31">
        {fitted(painted ? describeCounts(painted.counts) : '', SMALL_FONT, width - TEXT_LEFT - 6)}
      </text>
    </>
  )
}

function ChannelBody({ node, box, channel }: NodeProps) {
  const { width, height } = box
  return (
    <>
      <rect class="box" width={width} height={height} rx={height / 2} />
      <text x={width / 2} y="16">
        {shortened(node.label, NAME_FONT, WIDEST)}
      </text>
      {channel && <Measures channel={channel} x={width / 2} y={30} />}
    </>
  )
}

function Measures({ channel, x, y }: { channel: EdgePicture; x: number; y: number }) {
  const rate = channel.rate >= 0.05 ? `${number(channel.rate)}/s` : ''
  if (channel.capacity === 0) {
    return (
      <text class="rate" x={x} y={y}>
        {rate || '·'}
      </text>
    )
  }
  return (
    <>
      <text class="rate" x={x - 14} y={y}>
        {rate}
      </text>
      <Gauge painted={channel} x={rate ? x + 6 : x - 15} y={y - 7} />
    </>
  )
}

function spoken({ node, painted, channel, state }: NodeProps): string {
  if (node.kind === 'channel' && channel) {
    const queue = channel.capacity > 0 ? `, ${channel.depth} queued` : ''
    return `channel ${node.label}, ${channel.status}, ${number(channel.rate)} a second${queue}${channel.knotted ? ', in the knot of the deadlock' : ''}`
  }
  const knot = painted && painted.knotted > 0 ? ', in the knot of the deadlock' : ''
  if (node.kind === 'group') {
    return `group ${node.label}, ${node.unit?.members.length ?? 0} processes: ${painted ? describeCounts(painted.counts) : ''}${knot}`
  }
  const process = state.processes.get(node.unit?.members[0] ?? 0)
  return `process ${node.label}, ${process ? describeActivity(state, process) : 'not yet spawned'}${knot}`
}
