/**
 * What a worker thread runs: it opens the node of the thread, runs the process that it was assigned, and says
 * how that ended. The thread then ends by itself when nothing else keeps it alive.
 */
import { types } from 'node:util'
import { workerData } from 'node:worker_threads'
import { ports } from '../core/ports.ts'
import { run } from '../core/run.ts'
import { ChannelNode } from '../remote/index.ts'
import { type Control, PortLink } from './port-link.ts'
import { setThisNode } from './this-node.ts'
import type { Assignment } from './threads.ts'

const { id, main, port, module, process: name, args } = workerData as Assignment

let link!: PortLink
const node = new ChannelNode({
  id,
  epoch: '1',
  open: (_, listener) => {
    link = new PortLink({
      listener,
      ask: peer => {
        link.control(main, { type: 'ask', peer })
        return true
      },
      control: (_from, control) => {
        if (control.type === 'introduce') link.introduce(control.peer, control.port)
        else if (control.type === 'absent') link.absent(control.peer)
      },
      down: () => {},
    })
    link.introduce(main, port)
    return link
  },
})
setThisNode(node)

async function work(): Promise<unknown> {
  // The ports of the engine, whether or not the process imports the library itself: all of it takes a while.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const platform = await import(new URL(`../platform/defaults.${extension}`, import.meta.url).href)
  platform.installDefaults(ports)
  const exported = ((await import(module)) as Record<string, unknown>)[name]
  if (typeof exported !== 'function') {
    throw new TypeError(
      `the worker module ${module} exports no process '${name}': ` +
        'export default async function (input, output) { … }',
    )
  }
  const result = await run(() => exported(...args.map(value => node.values.unpack(value))))
  return node.values.pack(result)
}

/** An error that a selection has named after its case is no native one, so a copy would be an empty object. */
function copyable(error: unknown): unknown {
  if (!(error instanceof Error) || types.isNativeError(error)) return error
  const { name, message, stack, cause } = error
  return Object.assign(new Error(message, { cause }), { name, stack })
}

function conclude(control: Control): void {
  try {
    link.control(main, control)
  } catch {
    // A result that cannot be copied is a failure; so is an error that cannot, told by its message.
    const text =
      control.type === 'failed'
        ? String((control.error as Error | null)?.message ?? control.error)
        : `the result of process '${name}' cannot be copied to the thread that started it`
    link.control(main, { type: 'failed', error: new Error(text) })
  }
  node.close()
}

work().then(
  result => conclude({ type: 'done', result }),
  error => conclude({ type: 'failed', error: copyable(error) }),
)
