/**
 * A realm of processes that a test kills, stops and cuts off, and the ledgers that they must not contradict.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { Role } from './peer.ts'

const program = fileURLToPath(new URL('./peer.ts', import.meta.url))

export interface Ledger {
  /** Values by how their write ended. */
  readonly writes: ReadonlyMap<string, readonly string[]>
  readonly reads: readonly string[]
  readonly errors: readonly string[]
}

export class Peers {
  private readonly folder = mkdtempSync(join(tmpdir(), 'hocket-ledgers-'))
  private readonly peers = new Map<string, { process: ChildProcess; role: Role; ledger: string }>()
  private readonly ledgers: string[] = []
  private readonly common: Pick<Role, 'servers' | 'lease' | 'channels'> & {
    readonly prefixes?: Readonly<Record<string, readonly string[]>>
  }

  constructor(common: Peers['common']) {
    this.common = common
  }

  async start(kind: Role['kind'], name: string, options: Partial<Role> = {}): Promise<void> {
    const ledger = join(this.folder, `${name}-${this.ledgers.length}`)
    const { prefixes, ...common } = this.common
    const role: Role = { kind, name, processes: 4, ledger, ...common, ...options }
    const words = [...(prefixes?.[name] ?? []), process.execPath, '--import', 'tsx', program]
    const child = spawn(words[0]!, [...words.slice(1), JSON.stringify(role)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.ledgers.push(ledger)
    this.peers.set(name, { process: child, role, ledger })
    await said(child, 'ready')
  }

  signal(name: string, signal: NodeJS.Signals): void {
    this.peers.get(name)?.process.kill(signal)
  }

  /** kill -9. */
  async kill(name: string): Promise<void> {
    const peer = this.peers.get(name)!
    this.peers.delete(name)
    const gone = new Promise(resolve => peer.process.once('exit', resolve))
    peer.process.kill('SIGKILL')
    await gone
  }

  /** Waits until `count` more values were read by anybody, or by a node: nothing is stuck. */
  async progress(count = 40, name?: string): Promise<void> {
    const goal = this.read(name).reads.length + count
    while (this.read(name).reads.length < goal) {
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  /** Waits until some write has ended so. */
  async sees(outcome: string): Promise<void> {
    while (!this.read().writes.has(outcome)) {
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  /** Lets writers, then readers, then homes come to their end. */
  async stop(): Promise<Ledger> {
    for (const kind of ['writer', 'reader', 'home'] as const) {
      const some = [...this.peers.values()].filter(({ role }) => role.kind === kind)
      await Promise.all(
        some.map(async ({ process: child }) => {
          const over = said(child, 'over')
          child.stdin?.write('stop\n')
          await over
        }),
      )
    }
    return this.read()
  }

  private read(name?: string): Ledger {
    const writes = new Map<string, string[]>()
    const reads: string[] = []
    const errors: string[] = []
    const wanted = name === undefined ? this.ledgers : [this.peers.get(name)!.ledger]
    const lines = wanted
      .filter(existsSync)
      .flatMap(ledger => readFileSync(ledger, 'utf8').split('\n'))
    for (const line of lines) {
      const at = line.lastIndexOf(' ')
      const [how, value] = [line.slice(0, at), line.slice(at + 1)]
      if (how === 'got') reads.push(value)
      else if (how.startsWith('error')) errors.push(line)
      else if (line !== '') writes.set(how, [...(writes.get(how) ?? []), value])
    }
    return { writes, reads, errors }
  }

  async close(): Promise<void> {
    for (const { process: child } of this.peers.values()) {
      child.kill('SIGCONT')
      child.kill('SIGKILL')
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = (data: Buffer) => {
      if (!String(data).includes(word)) return
      child.stdout?.off('data', listen)
      resolve()
    }
    child.stdout?.on('data', listen)
    child.once('exit', code => reject(new Error(`a peer ended with ${code} before it was ${word}`)))
  })
}

/** Nothing twice; nothing acknowledged and unread; nothing read that its writer was told was not delivered. */
export function agree({ writes, reads, errors }: Ledger): void {
  const taken = new Set(reads)
  expect(reads.length - taken.size, 'values read twice').toBe(0)
  const unread = (writes.get('ok') ?? []).filter(value => !taken.has(value))
  expect(unread, 'acknowledged and unread').toEqual([])
  for (const outcome of ['not-delivered', 'aborted']) {
    const delivered = (writes.get(outcome) ?? []).filter(value => taken.has(value))
    expect(delivered, `${outcome} and read`).toEqual([])
  }
  expect(errors, 'errors of readers').toEqual([])
  const known = ['ok', 'not-delivered', 'unknown', 'aborted']
  expect([...writes.keys()].filter(outcome => !known.includes(outcome))).toEqual([])
}
