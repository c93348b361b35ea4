/**
 * Loaded into a program before it starts, by `hocket run` and `hocket view`: attaches what was asked for.
 *
 * It imports the composition, so that the program's own import of hocket finds the ports in place and the same
 * engine under observation.
 */

import { appendFileSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { debug } from '../trace/debugging.ts'
import { jsonLinesHeader, toLines } from '../trace/json-lines.ts'
import { type Observation, observe } from '../trace/record.ts'

const { HOCKET_DEBUG, HOCKET_TRACE, HOCKET_VIEW } = process.env

/** Rows after which the trace is written without waiting: a quarter of what the recorder keeps. */
const OFTEN = 2 ** 14

/** Rows kept for the page: what it gets anew when it cannot keep up should not take seconds to tell. */
const VIEWED = 2 ** 14

// Not for the programs that this one starts.
delete process.env.HOCKET_TRACE
delete process.env.HOCKET_VIEW

// The composition would load the debugger by itself, which cannot be done under a loader.
delete process.env.HOCKET_DEBUG
await import('../node.ts')
if (HOCKET_DEBUG !== undefined) process.env.HOCKET_DEBUG = HOCKET_DEBUG

const recorded = HOCKET_VIEW === undefined ? {} : { capacity: VIEWED }
const observation = HOCKET_DEBUG === '1' ? debug() : observe(recorded, null)
if (HOCKET_TRACE !== undefined) writeTo(HOCKET_TRACE, observation)
if (HOCKET_VIEW !== undefined) {
  const { feed } = await import('./feed.ts')
  feed(observation)
}

/** Writes the trace as it happens; the rest of it when the program ends, in whatever way. */
function writeTo(path: string, { listen }: Observation): void {
  const program = relative(process.cwd(), process.argv[1] ?? '')
  writeFileSync(path, jsonLinesHeader({ program, directory: process.cwd() }))
  const subscription = listen(({ events }) => appendFileSync(path, toLines(events)), 100, OFTEN)
  process.on('exit', () => subscription.flush())
}
