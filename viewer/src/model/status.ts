/**
 * The words and the order of what a process can be in. One list, so that colours, legends, counters and
 * mosaics never disagree about it.
 */

export type ProcessStatus = 'running' | 'ready' | 'blocked' | 'poisoned' | 'failed' | 'ended'

/** From the one that most wants to be seen to the one that least does: a mixed cell shows the first. */
export const STATUSES: readonly ProcessStatus[] = [
  'failed',
  'poisoned',
  'running',
  'ready',
  'blocked',
  'ended',
]

/** What each means, in one line, for legends and accessible names. */
export const MEANING: Readonly<Record<ProcessStatus, string>> = {
  running: 'executing, or awaiting something outside the network',
  ready: 'its communication has happened, it has not run since',
  blocked: 'waiting for a partner, a timer or a barrier',
  poisoned: 'a channel it waited on was poisoned',
  failed: 'ended by an error',
  ended: 'ran to its end, or was cancelled',
}

export type StatusCounts = Record<ProcessStatus, number>

export function noCounts(): StatusCounts {
  return { running: 0, ready: 0, blocked: 0, poisoned: 0, failed: 0, ended: 0 }
}

/** True for a process that can still do something. */
export function isLive(status: ProcessStatus): boolean {
  return status !== 'ended' && status !== 'failed'
}

/** A short spoken summary such as "3 running, 1 blocked". */
export function describeCounts(counts: StatusCounts): string {
  const parts = STATUSES.filter(status => counts[status] > 0)
  return parts.map(status => `${counts[status].toLocaleString('en-US')} ${status}`).join(', ')
}
