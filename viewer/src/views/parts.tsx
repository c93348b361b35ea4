/** Small parts that the inspector's views share. */
import type { ComponentChildren } from 'preact'
import type { TraceEvent } from '../../../src/trace/events.ts'
import { channelName, describeEvent, duration, processName } from '../model/describe.ts'
import { parseSite } from '../model/names.ts'
import { goTo } from '../session/playback.ts'
import { header, view } from '../session/session.ts'
import { LampIcon } from './glyph.tsx'
import { Icon } from './icons.tsx'
import { select, show } from './select.ts'

export function Top({ children }: { children: ComponentChildren }) {
  return (
    <div class="top">
      <h2>{children}</h2>
      <button
        type="button"
        class="icon"
        aria-label="Clear the selection"
        onClick={() => select(undefined)}
      >
        <Icon name="close" size={15} />
      </button>
    </div>
  )
}

/** A source line: opens in an editor where the path is absolute, and can be copied anywhere. */
export function SiteLink({ site }: { site: string | undefined }) {
  if (site === undefined)
    return (
      <span>
        known with <code>--debug</code>
      </span>
    )
  const { short, link, file, line, column } = parseSite(site, header.value.directory)
  const whole = [file, line, column].filter(part => part !== undefined).join(':')
  return (
    <>
      {link ? (
        <a href={link} title={whole}>
          {short}
        </a>
      ) : (
        <code title={whole}>{short}</code>
      )}{' '}
      <button
        type="button"
        class="link"
        aria-label={`Copy ${whole}`}
        title="Copy"
        onClick={() => void navigator.clipboard?.writeText(whole)}
      >
        <Icon name="copy" size={13} />
      </button>
    </>
  )
}

export function ProcessLink({ id }: { id: number }) {
  const { state } = view.value
  return (
    <button type="button" class="link" onClick={() => show({ kind: 'process', id })}>
      <LampIcon status={state.processes.get(id)?.status} /> {processName(state, id)}
    </button>
  )
}

export function ChannelLink({ id }: { id: number }) {
  return (
    <button type="button" class="link" onClick={() => show({ kind: 'channel', id })}>
      {channelName(view.value.state, id)}
    </button>
  )
}

/** The first of many rows, and how many more there are. */
export function Rows<T>({
  items,
  most = 12,
  row,
}: {
  items: readonly T[]
  most?: number
  row: (item: T) => ComponentChildren
}) {
  return (
    <ul>
      {items.slice(0, most).map(row)}
      {items.length > most && <li>and {items.length - most} more</li>}
    </ul>
  )
}

export function Events({ events, subject }: { events: readonly TraceEvent[]; subject?: number }) {
  const { state } = view.value
  return (
    <ul class="events">
      {[...events].reverse().map(event => (
        <li key={event.sequence}>
          <button
            type="button"
            class="link"
            title={`Go to event ${event.sequence}`}
            onClick={() => goTo(event.sequence)}
          >
            {duration(event.time)}
          </button>
          {describeEvent(state, event, subject)}
        </li>
      ))}
    </ul>
  )
}
