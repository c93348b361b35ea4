/** The lower part of the page: transport and scrubber, the sequence chart, the throughput charts. */
import { signal } from '@preact/signals'
import { duration } from '../model/describe.ts'
import { goLive, step } from '../session/playback.ts'
import { history, isLive, isTimeless, paused, playing, position, view } from '../session/session.ts'
import { Charts } from './charts.tsx'
import { Icon } from './icons.tsx'
import { pauseOrPlay } from './keys.ts'
import { Scrubber } from './scrubber.tsx'
import { SequenceView } from './sequence.tsx'

const collapsed = signal(false)

export function Timeline() {
  const { state, head } = view.value
  const following = position.value === undefined
  const live = isLive.value && following
  const label = live ? (paused.value ? 'Resume' : 'Pause') : playing.value ? 'Stop playing' : 'Play'
  const atEnd = following || (position.value ?? 0) >= head.sequence
  return (
    <section
      class={`timeline ${collapsed.value ? 'folded' : ''} ${isTimeless.value ? 'timeless' : ''}`}
      aria-label="Timeline"
    >
      <div class="transport">
        <button
          type="button"
          class="icon"
          aria-label="One event back"
          title="One event back  ,"
          onClick={() => step(-1)}
          disabled={state.sequence <= history.first}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="icon"
          aria-label={label}
          title={`${label}  Space`}
          onClick={pauseOrPlay}
        >
          <Icon name={(live && !paused.value) || playing.value ? 'pause' : 'play'} />
        </button>
        <button
          type="button"
          class="icon"
          aria-label="One event on"
          title="One event on  ."
          onClick={() => step(1)}
          disabled={atEnd && !(live && paused.value)}
        >
          <Icon name="on" />
        </button>
        <button
          type="button"
          aria-pressed={following}
          onClick={goLive}
          title="Follow the newest event  L"
        >
          {isLive.value ? 'Live' : 'End'}
        </button>
        <Scrubber />
        <span class="place">
          event {state.sequence} · {duration(state.time)}
        </span>
        <button
          type="button"
          class="icon"
          aria-label={collapsed.value ? 'Show the charts' : 'Hide the charts'}
          aria-expanded={!collapsed.value}
          onClick={() => (collapsed.value = !collapsed.value)}
        >
          <Icon name={collapsed.value ? 'up' : 'down'} />
        </button>
      </div>
      {!collapsed.value && (
        <>
          <SequenceView />
          {!isTimeless.value && <Charts />}
        </>
      )}
    </section>
  )
}
