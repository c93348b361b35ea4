import { channelName, number } from '../model/describe.ts'
import { rateAt } from '../model/rate.ts'
import { history, view } from '../session/session.ts'
import { Events, ProcessLink, Rows, SiteLink, Top } from './parts.tsx'

export function ChannelDetails({ id }: { id: number }) {
  const { state, head, knot, now } = view.value
  const channel = state.channels.get(id)
  if (!channel) {
    return (
      <>
        <Top>{channelName(head, id)}</Top>
        <p>Not there at this moment of the recording.</p>
      </>
    )
  }
  const { buffer, depth, waitingReaders, waitingWriters } = channel
  const bounded = buffer && Number.isFinite(buffer.capacity) && buffer.capacity > 0
  return (
    <>
      <Top>{channel.name}</Top>
      {knot.channels.has(id) && (
        <p class="alarm">The knot of the deadlock waits on this channel.</p>
      )}
      <dl>
        <dt>channel</dt>
        <dd>
          {channel.status}
          {channel.cause ? `: ${channel.cause}` : ''}
        </dd>
        <dt>buffer</dt>
        <dd>
          {buffer
            ? `${buffer.kind}${bounded ? `, ${depth} of ${buffer.capacity}` : `, ${depth}`}`
            : 'none: writer and reader meet'}
          {bounded && (
            <div class="meter" aria-hidden="true">
              <i style={`width:${Math.min(100, (100 * depth) / buffer.capacity)}%`} />
            </div>
          )}
        </dd>
        <dt>carried</dt>
        <dd>
          {number(channel.communications)}, {number(rateAt(channel, now))}/s
        </dd>
        <dt>waiting</dt>
        <dd>
          {waitingWriters.size} to write, {waitingReaders.size} to read
        </dd>
        <dt>made at</dt>
        <dd>
          <SiteLink site={channel.site} />
        </dd>
      </dl>
      <Users title="Writers" users={channel.writers} waiting={waitingWriters} />
      <Users title="Readers" users={channel.readers} waiting={waitingReaders} />
      <h3>Latest events</h3>
      <Events
        events={history.latest(
          state.sequence,
          10,
          event => 'channel' in event && event.channel === id,
        )}
      />
    </>
  )
}

function Users(props: {
  title: string
  users: ReadonlyMap<number, number>
  waiting: ReadonlySet<number>
}) {
  return (
    <>
      <h3>{props.title}</h3>
      {props.users.size === 0 && <div>none seen yet</div>}
      <Rows
        items={[...props.users]}
        row={([id, made]) => (
          <li key={id}>
            <ProcessLink id={id} />
            <span class="tail">
              {props.waiting.has(id) ? 'waiting · ' : ''}
              {number(made)}
            </span>
          </li>
        )}
      />
    </>
  )
}
