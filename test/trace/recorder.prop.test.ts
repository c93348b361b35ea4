import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OUTSIDE, type TraceEvent } from '../../src/trace/events.ts'
import { networkOf } from '../../src/trace/network.ts'
import { Recorder } from '../../src/trace/recorder.ts'
import type { Snapshot } from '../../src/trace/snapshot.ts'

type Step = (recorder: Recorder) => void

/** Programs that a real network could have run: what is not spawned does nothing, what is blocked is resumed first. */
const programs = fc
  .array(fc.tuple(fc.nat(9), fc.nat(4), fc.nat(2)), { maxLength: 200 })
  .map(list => {
    const steps: Step[] = []
    const state = new Map<number, 'ready' | 'blocked'>()
    let spawned = 0
    for (const [action, pick, channel] of list) {
      const ids = [...state.keys()]
      const id = ids[pick % Math.max(ids.length, 1)]
      if (action < 2 || id === undefined) {
        const process = ++spawned
        state.set(process, 'ready')
        steps.push(r => r.spawn(process, `process ${process}`))
        if (process <= 3) steps.push(r => r.channel(process - 1, `declared ${process}`))
      } else if (state.get(id) === 'blocked') {
        state.set(id, 'ready')
        steps.push(r => r.resume(id))
      } else if (action < 4) {
        state.set(id, 'blocked')
        steps.push(r => r.parkOne(id, action === 2 ? 'read' : 'write', channel))
      } else if (action < 6) {
        state.set(id, 'blocked')
        steps.push(r => r.park(id, 'select', [{ channel, direction: 'read' }, { delay: pick }]))
      } else if (action === 6) {
        state.delete(id)
        steps.push(r => r.end(id, 'done'))
      } else if (action === 7) {
        // A buffer has room again: the writer that waited for it goes on.
        const writer = ids.find(candidate => state.get(candidate) === 'blocked') ?? id
        steps.push(r => r.put(channel, writer, pick))
        if (writer !== id) steps.push(r => r.resume(writer))
        state.set(writer, 'ready')
      } else if (action === 8 && pick > 1) {
        const other = ids.find(candidate => state.get(candidate) === 'blocked') ?? id
        steps.push(r => r.rendezvous(channel, id, other, pick))
        if (other !== id) steps.push(r => r.resume(other))
        state.set(other, 'ready')
      } else if (action === 8) {
        steps.push(r => r.close(channel, id, 'write'))
      } else {
        steps.push(r => r.choice(id, `case ${pick}`))
      }
    }
    return steps
  })

/** What a ring must not forget: who lives and waits for what, and the state of the channels. */
function essence({ processes, channels }: Snapshot) {
  return {
    processes: processes
      .filter(({ process, outcome }) => outcome === undefined && process !== OUTSIDE)
      .map(({ process, name, pending }) => ({ process, name, pending })),
    channels: channels
      .map(({ channel, name, depth, ended }) => ({ channel, name, depth, ended }))
      .filter(({ name }) => name.startsWith('declared'))
      .sort((x, y) => x.channel - y.channel),
  }
}

const record = (steps: readonly Step[], capacity: number) => {
  const recorder = new Recorder({ capacity, now: () => 0 })
  for (const step of steps) step(recorder)
  return recorder.events()
}

test('a small ring tells the same present as one that forgets nothing', () => {
  fc.assert(
    fc.property(programs, fc.constantFrom(4, 8, 32), (steps, capacity) => {
      const whole = essence(networkOf(record(steps, 4096)))
      const kept = essence(networkOf(record(steps, capacity)))
      const byNumber = (s: typeof whole) => [...s.processes].sort((x, y) => x.process - y.process)
      expect(byNumber(kept)).toEqual(byNumber(whole))
      expect(kept.channels).toEqual(whole.channels)
    }),
    { numRuns: 500 },
  )
})

test('sequence numbers have no gaps and never run below zero, times never go back', () => {
  fc.assert(
    fc.property(programs, fc.constantFrom(4, 8, 32, 4096), (steps, capacity) => {
      const events: TraceEvent[] = record(steps, capacity)
      events.forEach((event, i) => {
        expect(event.sequence).toBe(events[0]!.sequence + i)
      })
      if (events.length > 0) expect(events[0]!.sequence).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 500 },
  )
})
