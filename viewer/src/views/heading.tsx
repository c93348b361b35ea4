/** The heading: what program, how large, how fast, and whether it still runs. */
import { duration, number, whole } from '../model/describe.ts'
import { header, isDeadlocked, isEmpty, link, paused, view } from '../session/session.ts'
import { helpOpen } from './dialogs.ts'
import { Icon } from './icons.tsx'
import { Search } from './search.tsx'
import { theme, toggleTheme } from './theme.ts'

export function Heading() {
  const { state, head, eventRate, now } = view.value
  const { counts } = state
  const live = counts.running + counts.ready + counts.blocked + counts.poisoned
  const [name, className] = condition()
  const { program } = header.value
  return (
    <header class="heading">
      <h1>
        <span class="mark">hocket</span>
        {program && (
          <span class="program" title={program}>
            {program.split('/').pop()}
          </span>
        )}
      </h1>
      <span class={`state ${className}`} role="status">
        {name}
      </span>
      {!isEmpty.value && (
        <p class="figures">
          <span>
            <b data-figure="processes">{whole(live)}</b> {live === 1 ? 'process' : 'processes'}
          </span>
          <span class="extra">
            <b>{whole(counts.running + counts.ready)}</b> active, <b>{whole(counts.blocked)}</b>{' '}
            blocked
          </span>
          <span>
            <b data-figure="channels">{whole(state.channels.size)}</b>{' '}
            {state.channels.size === 1 ? 'channel' : 'channels'}
          </span>
          <span>
            <b data-figure="rate">{number(Math.round(eventRate))}</b> events/s
          </span>
          <span class="extra">{duration(now)}</span>
          {head.missed > 0 && (
            <span title="The stream left them out">{number(head.missed)} events missed</span>
          )}
        </p>
      )}
      <span class="grow" />
      <Search />
      <button
        type="button"
        class="icon"
        aria-label={theme.value === 'dark' ? 'Light theme' : 'Dark theme'}
        onClick={toggleTheme}
      >
        <Icon name={theme.value === 'dark' ? 'sun' : 'moon'} />
      </button>
      <button type="button" class="icon" aria-label="Help" onClick={() => (helpOpen.value = true)}>
        ?
      </button>
    </header>
  )
}

function condition(): [name: string, className: string] {
  if (isDeadlocked.value) return ['deadlock', 'deadlock']
  switch (link.value) {
    case 'open':
      return paused.value ? ['paused', 'paused'] : ['live', 'open']
    case 'connecting':
      return ['connecting', 'connecting']
    case 'lost':
      return ['connection lost, trying again', 'lost']
    case 'refused':
      return ['refused', 'refused']
    case 'ended':
      return ['ended', 'ended']
    case 'file':
      return [header.value.mode === 'counterexample' ? 'counterexample' : 'recording', 'file']
    case 'none':
      return ['no trace', 'none']
  }
}
