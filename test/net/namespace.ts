/** A network namespace with one link to here, which can be cut. For Linux, as root. */
import { spawnSync } from 'node:child_process'

function ip(...words: string[]): void {
  const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`)
}

let made = 0

export class Namespace {
  readonly name: string
  /** The address of this side, where servers can listen. */
  readonly hostAddress: string
  private readonly guest: string

  private constructor(number: number) {
    // A name of this process's own: several runs may go on at a time.
    const word = (process.pid * 16 + number).toString(36)
    this.name = `hocket-${word}`
    this.guest = `hk${word}b`
    this.hostAddress = `10.${200 + (number % 50)}.${process.pid % 250}.1`
  }

  static async make(): Promise<Namespace> {
    const namespace = new Namespace(made++ % 16)
    const { name, guest, hostAddress } = namespace
    const host = guest.replace(/b$/, 'a')
    ip('netns', 'add', name)
    ip('link', 'add', host, 'type', 'veth', 'peer', 'name', guest, 'netns', name)
    ip('addr', 'add', `${hostAddress}/24`, 'dev', host)
    ip('link', 'set', host, 'up')
    namespace.inside('addr', 'add', `${hostAddress.replace(/1$/, '2')}/24`, 'dev', guest)
    namespace.inside('link', 'set', 'lo', 'up')
    namespace.link('up')
    return namespace
  }

  /** How to run a program in it. */
  get prefix(): readonly string[] {
    return ['ip', 'netns', 'exec', this.name]
  }

  link(state: 'up' | 'down'): void {
    this.inside('link', 'set', this.guest, state)
  }

  private inside(...words: string[]): void {
    ip('-n', this.name, ...words)
  }

  async remove(): Promise<void> {
    ip('netns', 'del', this.name)
  }
}

function canMake(): boolean {
  const name = `hocket-probe-${process.pid}`
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return false
  spawnSync('ip', ['netns', 'del', name])
  return true
}

export const hasNamespaces = canMake()

if (!hasNamespaces) console.log('skipped: cutting links needs root and network namespaces')
