/**
 * Source lines out of stacks: where a process was spawned, a channel was made, an operation is awaited.
 */

import { host } from './host.ts'

interface ErrorClass {
  stackTraceLimit?: number
}

/** Frames looked at before giving up: the library's own frames stand before the program's. */
const DEPTH = 30

/** This library's folder, of which frames are passed over. */
const LIBRARY = libraryOf((import.meta as { readonly url?: string }).url ?? '')

function libraryOf(url: string): string {
  return url.slice(0, url.lastIndexOf('/trace/') + 1)
}

/** The line of the program that leads here, as `file:line:column`; undefined if the stack has none. */
export function callSite(): string | undefined {
  return sitesOf(stackHere())[0]
}

/** The stack at this point, as deep as the sites of a program may lie. */
export function stackHere(depth = DEPTH): string {
  const errors = Error as ErrorClass
  const limit = errors.stackTraceLimit
  errors.stackTraceLimit = depth
  const { stack = '' } = new Error()
  if (limit !== undefined) errors.stackTraceLimit = limit
  return stack
}

/** The lines of a stack that belong to the program, innermost first. */
export function sitesOf(stack: string): string[] {
  return stack
    .split('\n')
    .slice(1)
    .map(line => /\(?((?:file:\/\/)?[^()\s][^()]*:\d+:\d+)\)?$/.exec(line.trim())?.[1] ?? '')
    .map(site => site.replace(/^(async|at) /, '').replace(/^async /, ''))
    .filter(site => site !== '' && !isForeign(site))
    .map(shortened)
}

function isForeign(site: string): boolean {
  const url = site.startsWith('/') ? `file://${site}` : site
  return site.startsWith('node:') || site.includes('node:internal') || url.startsWith(LIBRARY)
}

/** A path as one would type it: relative to the working directory where it lies below that. */
function shortened(site: string): string {
  const path = site.startsWith('file://') ? decodeURIComponent(site.slice('file://'.length)) : site
  const base = `${host.process?.cwd() ?? ''}/`
  return path.startsWith(base) ? path.slice(base.length) : path
}
