/** Real servers of NATS for the tests: on loopback, on ports of their own, with a folder that goes with them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether the server is installed here; without it, the tests that need it are skipped. */
export const hasServer = spawnSync('nats-server', ['--version']).status === 0

if (!hasServer) console.log('skipped: nats-server is not installed (apt-get install nats-server)')

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Resolves when something accepts connections there. */
async function accepting(host: string, port: number): Promise<void> {
  for (;;) {
    const accepted = await new Promise<boolean>(resolve => {
      const socket = connect(port, host)
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('close', () => socket.destroy())
      socket.once('connect', () => socket.end())
    })
    if (accepted) return
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

export interface ServerOptions {
  readonly port?: number
  readonly host?: string
  /** More lines of the configuration. */
  readonly config?: string
  readonly jetstream?: boolean
  /** The command to run it with, for example in a network namespace. */
  readonly prefix?: readonly string[]
}

export class Server {
  readonly port: number
  readonly host: string
  private readonly folder: string
  private readonly prefix: readonly string[]
  private process: ChildProcess | null = null

  private constructor(port: number, options: ServerOptions) {
    this.port = port
    this.host = options.host ?? '127.0.0.1'
    this.prefix = options.prefix ?? []
    this.folder = mkdtempSync(join(tmpdir(), 'hocket-nats-'))
    const jetstream =
      options.jetstream === false ? '' : `jetstream { store_dir: "${this.folder}/store" }\n`
    writeFileSync(
      join(this.folder, 'nats.conf'),
      `listen: "${this.host}:${port}"\n${jetstream}${options.config ?? ''}\n`,
    )
  }

  static async start(options: ServerOptions = {}): Promise<Server> {
    const server = new Server(options.port ?? (await freePort()), options)
    await server.start()
    return server
  }

  get url(): string {
    return `${this.host}:${this.port}`
  }

  async start(): Promise<void> {
    const [command, ...words] = [
      ...this.prefix,
      'nats-server',
      '-c',
      join(this.folder, 'nats.conf'),
    ]
    this.process = spawn(command!, words, { stdio: 'ignore' })
    if (this.prefix.length === 0) await accepting(this.host, this.port)
  }

  signal(signal: NodeJS.Signals): void {
    this.process?.kill(signal)
  }

  /** kill -9. */
  async kill(): Promise<void> {
    const { process } = this
    if (process === null) return
    this.process = null
    const gone = new Promise(resolve => process.once('exit', resolve))
    process.kill('SIGKILL')
    await gone
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
