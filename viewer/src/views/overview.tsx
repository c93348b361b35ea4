/** Nothing is selected: the network as a whole, and where to look first. */
import type { VNode } from 'preact'
import { duration, number, whole } from '../model/describe.ts'
import { rateAt } from '../model/rate.ts'
import type { NetworkState } from '../model/state.ts'
import { isLive, STATUSES } from '../model/status.ts'
import { view } from '../session/session.ts'
import { LampIcon } from './glyph.tsx'
import { ChannelLink, ProcessLink } from './parts.tsx'

export function Overview() {
  const { state, knot, now } = view.value
  return (
    <>
      <h2>The network</h2>
      <dl>
        {STATUSES.filter(status => state.counts[status] > 0).map(status => (
          <>
            <dt>
              <LampIcon status={status} /> {status}
            </dt>
            <dd>{whole(state.counts[status])}</dd>
          </>
        ))}
        <dt>spawned</dt>
        <dd>{whole(state.spawned)} in all</dd>
        <dt>passed</dt>
        <dd>{whole(state.communications)} communications</dd>
      </dl>
      {knot.processes.size > 0 && (
        <>
          <h3>The knot</h3>
          <ul>
            {[...knot.processes].slice(0, 20).map(id => (
              <li key={id}>
                <ProcessLink id={id} />
                <span class="tail">
                  {duration(Math.max(0, now - (state.processes.get(id)?.since ?? now)))}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      <Ranking title="Busiest channels">
        {busiest(state, now).map(([id, rate]) => (
          <li key={id}>
            <ChannelLink id={id} />
            <span class="tail">{number(rate)}/s</span>
          </li>
        ))}
      </Ranking>
      <Ranking title="Blocked longest">
        {blockedLongest(state).map(id => (
          <li key={id}>
            <ProcessLink id={id} />
            <span class="tail">
              {duration(Math.max(0, now - (state.processes.get(id)?.since ?? now)))}
            </span>
          </li>
        ))}
      </Ranking>
    </>
  )
}

function Ranking({ title, children }: { title: string; children: readonly VNode[] }) {
  if (children.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </>
  )
}

const FEW = 6

function busiest(state: NetworkState, now: number): [id: number, rate: number][] {
  const top: [number, number][] = []
  for (const channel of state.channels.values()) insert(top, channel.id, rateAt(channel, now))
  return top.filter(([, rate]) => rate >= 0.05)
}

function blockedLongest(state: NetworkState): number[] {
  const top: [number, number][] = []
  for (const process of state.processes.values()) {
    if (process.status === 'blocked' && isLive(process.status))
      insert(top, process.id, -process.since)
  }
  return top.map(([id]) => id)
}

/** Keeps the few greatest: sorting ten thousand for six of them would be felt. */
function insert(top: [number, number][], id: number, weight: number): void {
  if (top.length >= FEW && weight <= (top[FEW - 1]?.[1] ?? 0)) return
  const at = top.findIndex(([, other]) => weight > other)
  top.splice(at < 0 ? top.length : at, 0, [id, weight])
  top.length = Math.min(top.length, FEW)
}
