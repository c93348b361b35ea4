/**
 * What `console.log` shows of a channel, its ends, a scope and a process on Node: its name and how it stands, in one
 * line, and not the queues and cores that it is made of. Deno and Bun ask the same symbol.
 */

import type { ChannelCore } from '../core/channel.ts'
import { OPEN, POISONED } from '../core/channel-state.ts'
import { Channel } from '../core/create.ts'
import { show } from '../core/errors.ts'
import { FAILED, Handle, hasEnded } from '../core/process.ts'
import { standing } from '../core/queue.ts'
import { Reader } from '../core/reader.ts'
import { ScopeHandle } from '../core/scoped.ts'
import { Writer } from '../core/writer.ts'

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** To be called once: the classes say from then on what they are. */
export function installInspection(): void {
  shownAs(Reader<unknown>, reader => describe('Reader', reader.name, endOf(reader)))
  shownAs(Writer<never>, writer => describe('Writer', writer.name, endOf(writer)))
  shownAs(Channel<unknown>, channel =>
    describe('Channel', channel.name, stateOf(channel.reader.core)),
  )
  shownAs(ScopeHandle, ({ scope }) => {
    const state = scope.over ? 'over' : scope.cancellation === null ? 'open' : 'cancelled'
    return describe('Scope', scope.name, [state, ...counted(scope.running.length, 'process')])
  })
  shownAs(Handle, handle => describe('Process', handle.name, [progress(handle)]))
}

function shownAs<T extends object>(
  { prototype }: { readonly prototype: T },
  text: (object: T) => string,
): void {
  Object.defineProperty(prototype, INSPECT, {
    value(this: T) {
      // The prototype itself has none of what is shown.
      return this === prototype ? Object.prototype.toString.call(this) : text(this)
    },
    configurable: true,
  })
}

const describe = (kind: string, name: string, details: readonly string[]): string =>
  `${kind} ${show(name)} (${details.join(', ')})`

const endOf = ({ core, leased }: { readonly core: ChannelCore; readonly leased: boolean }) =>
  leased ? ['leased', ...stateOf(core)] : stateOf(core)

function stateOf({ state, buffer, readers, writers }: ChannelCore): string[] {
  const ended = state === POISONED ? 'poisoned' : 'closed'
  return [
    state === OPEN ? 'open' : ended,
    ...(buffer === null ? [] : [`${buffer.size} of ${buffer.policy.capacity} buffered`]),
    ...counted([...standing(readers)].length, 'waiting reader'),
    ...counted([...standing(writers)].length, 'waiting writer'),
  ]
}

function counted(count: number, what: string): string[] {
  if (count === 0) return []
  return [count === 1 ? `1 ${what}` : `${count} ${what}${what.endsWith('s') ? 'es' : 's'}`]
}

function progress({ process, extras }: Handle): string {
  if (process !== null && hasEnded(process)) return process.state === FAILED ? 'failed' : 'ended'
  if (extras?.interruption != null) return 'told to stop'
  return process === null ? 'starting' : 'running'
}
