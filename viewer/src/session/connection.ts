/**
 * The line to the program: events come in over server-sent events. The contract is in viewer/README.md.
 */
import type { TraceEvent } from '../../../src/trace/events.ts'
import type { TraceHeader } from '../model/trace-file.ts'
import { token } from './control.ts'
import { discard, enqueue, flush, touch } from './frames.ts'
import { goTo } from './playback.ts'
import { header, history, link, paused, reset, trouble } from './session.ts'

let source: EventSource | undefined

/** Connects if the page was served by a program; a page opened as a file waits for a trace. */
export function connect(): void {
  if (token === null || location.protocol === 'file:') return
  link.value = 'connecting'
  source = new EventSource(`/events?token=${encodeURIComponent(token)}`)
  source.addEventListener('header', ({ data }: MessageEvent<string>) =>
    greet(JSON.parse(data) as TraceHeader),
  )
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    enqueue(JSON.parse(data) as TraceEvent[])
  })
  source.addEventListener('anew', ({ data }: MessageEvent<string>) => {
    enqueue(JSON.parse(data) as TraceEvent[], true)
  })
  source.addEventListener('control', ({ data }: MessageEvent<string>) => {
    paused.value = (JSON.parse(data) as { paused: boolean }).paused
    touch()
  })
  source.addEventListener('idle', () => {
    trouble.value =
      'No step to make: who is left waits for time, or for something outside the network'
    touch()
  })
  source.addEventListener('end', () => {
    disconnect()
    flush()
    const { mode } = header.value
    link.value = mode === 'recorded' || mode === 'counterexample' ? 'file' : 'ended'
    if (mode === 'counterexample') goTo(history.first)
    touch()
  })
  source.addEventListener('open', () => {
    link.value = 'open'
    touch()
  })
  source.addEventListener('error', () => {
    // The browser tries again by itself, unless the answer was a refusal.
    link.value = source?.readyState === EventSource.CLOSED ? 'refused' : 'lost'
    touch()
  })
}

export function disconnect(): void {
  source?.close()
  source = undefined
}

/** A header of the same run comes again after a reconnection: then what is known stays. */
function greet(next: TraceHeader): void {
  if (header.value.run !== undefined && header.value.run === next.run) return
  discard()
  reset(next)
}
