import type { Guarded } from '../../../src/trace/events.ts'
import {
  describeActivity,
  describePending,
  describeUse,
  duration,
  number,
  processName,
} from '../model/describe.ts'
import { partakers } from '../model/sequence.ts'
import type { NetworkState, Pending } from '../model/state.ts'
import { MEANING } from '../model/status.ts'
import { history, view } from '../session/session.ts'
import { LampIcon } from './glyph.tsx'
import { ChannelLink, Events, ProcessLink, Rows, SiteLink, Top } from './parts.tsx'
import { foldGroup } from './select.ts'

export function ProcessDetails({ id }: { id: number }) {
  const { state, knot, graph, now } = view.value
  const process = state.processes.get(id)
  if (!process) {
    const name = processName(view.value.head, id)
    return (
      <>
        <Top>{name}</Top>
        <p>Not there at this moment of the recording.</p>
      </>
    )
  }
  const ends = endsOf(state, id)
  const within = graph.folding.unitOf.get(id)?.within[0]
  return (
    <>
      <Top>
        <LampIcon status={process.status} />
        {process.name}
      </Top>
      {knot.processes.has(id) && (
        <p class="alarm">In the knot of the deadlock: it waits for processes that wait for it.</p>
      )}
      {!knot.processes.has(id) && knot.stuck.has(id) && (
        <p class="alarm">Stuck: it waits for the knot of the deadlock.</p>
      )}
      <dl>
        <dt>is</dt>
        <dd title={MEANING[process.status]}>
          {describeActivity(state, process)}, for {duration(Math.max(0, now - process.since))}
        </dd>
        {process.error && (
          <>
            <dt>error</dt>
            <dd>{process.error}</dd>
          </>
        )}
        {process.flavour && (
          <>
            <dt>flavour</dt>
            <dd>{process.flavour === 'fiber' ? 'generator process (fiber)' : 'async function'}</dd>
          </>
        )}
        {process.parent !== undefined && process.parent !== 0 && (
          <>
            <dt>parent</dt>
            <dd>
              <ProcessLink id={process.parent} />
            </dd>
          </>
        )}
        <dt>made</dt>
        <dd>{number(process.communications)} communications</dd>
        {process.lastChoice !== undefined && (
          <>
            <dt>last chose</dt>
            <dd>{process.lastChoice}</dd>
          </>
        )}
        <dt>spawned at</dt>
        <dd>
          <SiteLink site={process.site} />
        </dd>
      </dl>
      {process.pending.map(pending => (
        <Waiting key={`${pending.since}${pending.operation}`} pending={pending} state={state} />
      ))}
      {ends.length > 0 && (
        <>
          <h3>Channels</h3>
          <Rows
            items={ends}
            row={({ channel, direction, made }) => (
              <li key={`${channel}${direction}`}>
                {direction === 'read' ? 'reads' : 'writes'} <ChannelLink id={channel} />
                <span class="tail">{number(made)}</span>
              </li>
            )}
          />
        </>
      )}
      {within !== undefined && (
        <div class="actions">
          <button type="button" onClick={() => foldGroup(within)}>
            Fold its group
          </button>
        </div>
      )}
      <h3>Latest events</h3>
      <Events
        subject={id}
        events={history.latest(state.sequence, 10, event => partakers(event).includes(id))}
      />
    </>
  )
}

/** Guards of a selection that are listed. */
const LISTED = 12

function Waiting({ pending, state }: { pending: Pending; state: NetworkState }) {
  const { guards, operation, site } = pending
  return (
    <>
      <h3>Waits</h3>
      {/* A single guard says it all by itself. */}
      {guards.length !== 1 && <div>{describePending(state, pending)}</div>}
      <ul>
        {guards.slice(0, LISTED).map((guard, index) => (
          <li key={index}>
            <Guard guard={guard} isKeyed={operation === 'select'} />
          </li>
        ))}
        {guards.length > LISTED && <li>and {guards.length - LISTED} more</li>}
      </ul>
      {site && (
        <div>
          at <SiteLink site={site} />
        </div>
      )}
    </>
  )
}

function Guard({ guard, isKeyed }: { guard: Guarded; isKeyed: boolean }) {
  const { key, channel, delay, process, waitable } = guard
  return (
    <>
      {isKeyed && key !== undefined && key !== waitable && <code>{key}: </code>}
      {channel !== undefined && (
        <>
          {describeUse(guard)} <ChannelLink id={channel} />
        </>
      )}
      {waitable !== undefined && `waits at ${waitable}`}
      {process !== undefined && <ProcessLink id={process} />}
      {delay !== undefined && `sleeps ${duration(delay)}`}
    </>
  )
}

function endsOf(state: NetworkState, id: number) {
  const ends: { channel: number; direction: 'read' | 'write'; made: number }[] = []
  for (const channel of state.channels.values()) {
    const read = channel.readers.get(id)
    const written = channel.writers.get(id)
    if (read !== undefined) ends.push({ channel: channel.id, direction: 'read', made: read })
    if (written !== undefined) ends.push({ channel: channel.id, direction: 'write', made: written })
  }
  return ends
}
