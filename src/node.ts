/**
 * hocket on Node, and on those that follow it (Deno, Bun): the same surface, processes that keep their asynchronous
 * context, objects that `console.log` shows in one line, and a word at the end of a program that has stopped rather than finished. A page loads none of it.
 */
import { known } from './core/known.ts'
import { ports } from './core/ports.ts'
import { watchClosed } from './platform/closed.ts'
import { contextPort } from './platform/context.ts'
import { watchExit } from './platform/exit.ts'
import { installInspection } from './platform/inspect.ts'

export * from './index.ts'

ports.captureContext = contextPort()
ports.watchClosed = watchClosed
ports.known = known
installInspection()
watchExit()
