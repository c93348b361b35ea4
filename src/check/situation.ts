/**
 * The state of a program under check, as text, in two ways.
 */
import { OPEN } from '../core/channel.ts'
import { digest } from './digest.ts'
import type { Party } from './party.ts'
import type { Run } from './run.ts'

/** By how it came about: the local histories of all that lives, and what became of the rest. */
export function stateOf({ tasks, turns, waiting, endings, places, now }: Run): string {
  const histories = [...turns.keys()]
  for (const { ended, history } of tasks) if (!ended) histories.push(history)
  for (const { key } of waiting.values()) histories.push(key)
  histories.push(...endings, ...places.versions())
  return `${now}:${histories.sort((one, other) => one - other).join()}`
}

/**
 * By what everybody waits for, however it came about: with what the variables of the program hold, which a
 * fingerprint tells, that is its state as well, and it can be come back to.
 */
export function situationOf(run: Run): string {
  const parts: string[] = []
  for (const { turn } of run.turns.values()) {
    const { task, from } = turn
    parts.push(`${task.number} goes on ${from === null ? '' : describePlaces(run, from)}`)
  }
  for (const party of run.waiting.values()) {
    const how = party.offer.place === null ? 'has met' : 'waits'
    parts.push(`${party.task.number} ${how} ${describePlaces(run, party)}`)
  }
  for (const channel of run.channels.keys()) {
    const { state, buffer } = channel
    const values = buffer?.values ?? []
    if (state !== OPEN || values.length > 0)
      parts.push(`${run.nameOf(channel)} ${state} ${digest(values)}`)
  }
  for (const timer of run.timerKeys.keys())
    if (timer.position >= 0) parts.push(`timer ${timer.deadline - run.now}`)
  return parts.sort().join(' | ')
}

function describePlaces(run: Run, { places }: Party): string {
  return places
    .map(({ end, channel, offer }) => `${end} ${run.nameOf(channel)} ${digest(offer.value)}`)
    .join()
}
