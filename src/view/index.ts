/**
 * hocket/view: the live picture of this program's network, in the browser.
 *
 * @packageDocumentation
 */

import { relative } from 'node:path'
import { actions, isHeld } from '../trace/hold.ts'
import { type Recording, record } from '../trace/record.ts'
import type { Subscription } from '../trace/stream.ts'
import { History } from './history.ts'
import { openInBrowser } from './open.ts'
import { servePage } from './page-server.ts'

/** What is shown, and where. */
export interface ViewOptions {
  /** The port to listen on; any free one if left out. */
  readonly port?: number
  /** Opens the page in the browser. */
  readonly open?: boolean
  /** A recording that runs already, such as that of a program under debugging; one of its own if left out. */
  readonly recording?: Recording
}

/** The page, while it is served. */
export interface View extends Disposable {
  /** The address to open, with a secret in it that is made for each run. */
  readonly address: string
  /** Ends the page, and the recording if it is the view's own. */
  close(): void
}

/**
 * Draws the network of this program while it runs: serves the page of the viewer, to this machine and to whoever has
 * the address. The program does not wait for the page, and the page does not keep the program running.
 *
 *     using picture = await view({ open: true })
 *
 * Costs what recording costs; see `record` of `hocket/trace`.
 *
 * @throws Error (rejects) when the port is taken, or another recording is running and was not given
 */
export async function view(options: ViewOptions = {}): Promise<View> {
  const recording = options.recording ?? record()
  let subscription: Subscription
  const begin = () => {
    let first = true
    subscription = recording.listen(({ events, missed }) => {
      history.add(events, first || missed > 0)
      first = false
    })
  }
  const history = new History(() => {
    subscription.stop()
    begin()
  })
  begin()
  const page = await servePage({
    history,
    program: relative(process.cwd(), process.argv[1] ?? ''),
    directory: process.cwd(),
    mode: 'live',
    port: options.port ?? 0,
    holdsProgram: false,
    control(action) {
      const idle = actions[action]() === false
      history.hold(isHeld(), idle)
    },
  })
  if (options.open) openInBrowser(page.address)
  const close = () => {
    actions.resume()
    subscription.stop()
    page.close()
    if (options.recording === undefined) recording.stop()
  }
  return { address: page.address, close, [Symbol.dispose]: close }
}
