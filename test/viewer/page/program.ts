/** `hocket view` as a user starts it: a program in a process of its own, and the page that was built. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Compiled, compile } from '../../cli/compiled.ts'

export interface Viewer {
  /** Starts the command on a program with this text; gives the address that it prints. */
  start(name: string, text: string, ...options: string[]): Promise<string>
  /** Ends what was started last, its program included. */
  stop(): Promise<void>
  remove(): void
  readonly compiled: Compiled
}

/** @param page the file of the built page */
export function viewer(page: string): Viewer {
  const compiled = compile()
  mkdirSync(join(compiled.folder, 'viewer/dist'), { recursive: true })
  copyFileSync(page, join(compiled.folder, 'viewer/dist/index.html'))
  let running: ReturnType<typeof spawn> | undefined
  return {
    compiled,
    async start(name, text, ...options) {
      const path = compiled.write(name, text)
      const main = join(compiled.folder, 'src/cli/main.js')
      const child = spawn(process.execPath, [main, 'view', path, ...options], {
        cwd: compiled.folder,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      running = child
      const [printed] = await once(child.stdout, 'data')
      child.stdout.resume()
      return String(printed).split('\n')[0] as string
    },
    async stop() {
      if (running === undefined || running.exitCode !== null) return
      running.kill()
      await once(running, 'exit')
    },
    remove: () => compiled.remove(),
  }
}
