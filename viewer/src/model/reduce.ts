/**
 * The reducer: one event of the stream changes the state of the network.
 *
 * It never refuses an event, and passes over kinds that it does not know. A recording may begin in the middle of a run, a ring buffer may have lost its
 * oldest part and a busy server may leave events out; whoever is mentioned and unknown is made up, and the
 * number of events known to be missing is kept for the page to show.
 */
import { type Direction, OUTSIDE, type TraceEvent } from '../../../src/trace/events.ts'
import { count } from './rate.ts'
import {
  type ChannelState,
  type NetworkState,
  ownChannel,
  ownProcess,
  type ProcessState,
  setStatus,
  usersAt,
  waitingAt,
} from './state.ts'
import { isLive } from './status.ts'

/** Ended processes and channels that stay known; older ones are forgotten, so that memory stays bounded. */
export const REMEMBERED = 2000

/** Applies the event. Events at or before the state's position are ignored: a reconnection repeats some. */
export function apply(state: NetworkState, event: TraceEvent): void {
  if (event.sequence <= state.sequence) return
  if (state.sequence >= 0) state.missed += event.sequence - state.sequence - 1
  state.sequence = event.sequence
  // Times of one recording never run backwards, those of two merged recordings may.
  state.time = Math.max(state.time, event.time)

  switch (event.kind) {
    case 'spawn': {
      const process = ownProcess(state, event.process)
      process.name = event.name
      process.parent = event.parent
      process.flavour = event.flavour
      process.site = event.site
      // Whoever is told of anew was counted before.
      if (!state.earlier?.processes.has(event.process)) state.spawned += 1
      state.topology += 1
      return
    }
    case 'end':
      end(state, event)
      return
    case 'channel': {
      const channel = ownChannel(state, event.channel)
      // As the reports name it: the same name may stand for a channel of each node.
      const { name, home } = event
      channel.name = home === undefined ? name : `${name} of node '${home}'`
      channel.buffer = event.buffer
      channel.site = event.site
      return
    }
    case 'park':
      park(state, event)
      return
    case 'resume':
      resume(state, ownProcess(state, event.process))
      return
    case 'rendezvous': {
      const channel = ownChannel(state, event.channel)
      // `count` is the ordinal on the channel: it stays right where the stream left events out.
      communicated(state, channel, event.count)
      partake(state, channel, event.writer, 'write')
      partake(state, channel, event.reader, 'read')
      drained(state, channel)
      return
    }
    case 'put': {
      const channel = ownChannel(state, event.channel)
      channel.depth = event.depth
      communicated(state, channel)
      partake(state, channel, event.writer, 'write')
      return
    }
    case 'take': {
      const channel = ownChannel(state, event.channel)
      channel.depth = event.depth
      partake(state, channel, event.reader, 'read')
      drained(state, channel)
      return
    }
    case 'choice':
      ownProcess(state, event.process).lastChoice = event.key
      return
    case 'close': {
      const channel = ownChannel(state, event.channel)
      // Told anew, it was done by somebody who is no longer known, and not by code outside of all processes.
      if (event.process !== OUTSIDE) meet(state, channel, event.process, event.by)
      if (channel.status === 'closed' || channel.status === 'poisoned') return
      if (event.by === 'write') {
        channel.status = 'draining'
        drained(state, channel)
      } else {
        // A reader's close discards what the buffer still holds.
        channel.depth = 0
        finish(state, channel, 'closed')
      }
      return
    }
    case 'poison': {
      const channel = ownChannel(state, event.channel)
      if (channel.status === 'poisoned') return
      channel.cause = event.cause
      for (const waiting of [channel.waitingReaders, channel.waitingWriters]) {
        for (const id of waiting) setStatus(state, ownProcess(state, id), 'poisoned')
      }
      channel.depth = 0
      finish(state, channel, 'poisoned')
      return
    }
    case 'timer':
      ownProcess(state, event.process)
      return
    case 'barrier':
      for (const id of event.processes) {
        const process = ownProcess(state, id)
        match(state, process, pending => pending.operation === 'barrier')
      }
      return
    case 'deadlock':
      state.deadlock = { stuck: event.stuck, knot: event.knot }
      return
  }
}

function end(state: NetworkState, event: TraceEvent & { kind: 'end' }): void {
  const process = ownProcess(state, event.process)
  for (const pending of process.pending) leave(state, process.id, pending)
  process.pending = []
  process.matched = 0
  process.outcome = event.outcome
  process.error = event.error
  setStatus(state, process, event.outcome === 'failed' ? 'failed' : 'ended')
  state.topology += 1
  state.ended.push(process.id)
  if (state.ended.length > REMEMBERED) {
    const forgotten = state.processes.get(state.ended.shift() as number)
    if (forgotten && !isLive(forgotten.status)) {
      state.counts[forgotten.status] -= 1
      state.processes.delete(forgotten.id)
    }
  }
}

function park(state: NetworkState, event: TraceEvent & { kind: 'park' }): void {
  const process = ownProcess(state, event.process)
  const { operation, guards, site } = event
  const pending =
    site === undefined
      ? { operation, guards, since: event.time }
      : { operation, guards, since: event.time, site }
  process.pending = [...process.pending, pending]
  for (const { channel: id, direction } of guards) {
    if (id === undefined || direction === undefined) continue
    const channel = ownChannel(state, id)
    waitingAt(channel, direction).add(process.id)
    meet(state, channel, process.id, direction)
  }
  setStatus(state, process, 'blocked')
}

function resume(state: NetworkState, process: ProcessState): void {
  // A match already took its operation off; otherwise (timer, poison, withdrawal) the oldest one is over.
  if (process.matched > 0) process.matched -= 1
  else drop(state, process, 0)
  if (process.pending.length > 0 || !isLive(process.status)) return
  // A poisoned process keeps its mark while it handles the error: its next wait or its end clears it.
  if (process.status !== 'poisoned') setStatus(state, process, 'running')
}

/** One party's share in a communication: it is seen at that end, and its wait for it is over. */
function partake(
  state: NetworkState,
  channel: ChannelState,
  id: number,
  direction: Direction,
): void {
  const users = usersAt(channel, direction)
  if (!users.has(id)) state.topology += 1
  users.set(id, (users.get(id) ?? 0) + 1)
  const process = ownProcess(state, id)
  process.communications += 1
  match(state, process, pending =>
    pending.guards.some(guard => guard.channel === channel.id && guard.direction === direction),
  )
}

function match(
  state: NetworkState,
  process: ProcessState,
  over: (pending: ProcessState['pending'][number]) => boolean,
): void {
  const index = process.pending.findIndex(over)
  if (index < 0) return
  drop(state, process, index)
  process.matched += 1
  if (process.pending.length === 0) setStatus(state, process, 'ready')
}

function drop(state: NetworkState, process: ProcessState, index: number): void {
  const pending = process.pending[index]
  if (!pending) return
  process.pending = process.pending.filter((_, at) => at !== index)
  leave(state, process.id, pending)
}

/** Takes the process out of the waiting sets of an operation's channels. */
function leave(state: NetworkState, id: number, pending: ProcessState['pending'][number]): void {
  for (const { channel, direction } of pending.guards) {
    if (channel !== undefined && direction !== undefined) {
      waitingAt(ownChannel(state, channel), direction).delete(id)
    }
  }
}

function meet(state: NetworkState, channel: ChannelState, id: number, direction: Direction): void {
  const users = usersAt(channel, direction)
  if (users.has(id)) return
  users.set(id, 0)
  ownProcess(state, id)
  state.topology += 1
}

function communicated(state: NetworkState, channel: ChannelState, ordinal = 0): void {
  const before = channel.communications
  channel.communications = Math.max(before + 1, ordinal)
  state.communications += channel.communications - before
  // Of a channel that was there before the recording, nobody knows since when.
  count(channel, state.time, before === 0 ? 1 : channel.communications - before)
}

/** A channel closed by its writer is at its end once everything offered before has been read. */
function drained(state: NetworkState, channel: ChannelState): void {
  if (channel.status !== 'draining' || channel.depth > 0 || channel.waitingWriters.size > 0) return
  finish(state, channel, 'closed')
}

function finish(state: NetworkState, channel: ChannelState, status: 'closed' | 'poisoned'): void {
  channel.status = status
  state.topology += 1
  state.endedChannels.push(channel.id)
  if (state.endedChannels.length > REMEMBERED) {
    state.channels.delete(state.endedChannels.shift() as number)
  }
}
