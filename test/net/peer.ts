/**
 * A node in a process of its own, for tests that kill it. It keeps a ledger: a writer of how each write ended, a
 * reader of what it was given. A line is written before anything that follows from it leaves the process, so also
 * the ledger of a killed one is complete.
 */
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { select } from '../../src/index.ts'
import { ChannelLostError, connect, type Net } from '../../src/net/index.ts'

export interface Role {
  readonly kind: 'home' | 'writer' | 'reader'
  readonly name: string
  readonly servers: string | string[]
  readonly lease: number
  /** Channels by name; more than one: each operation is a selection over all. */
  readonly channels: readonly string[]
  /** Operations at a time. */
  readonly processes: number
  readonly ledger: string
}

const role = JSON.parse(process.argv[2]!) as Role
const stopping = new AbortController()
const note = (line: string): void => appendFileSync(role.ledger, `${line}\n`)
const pause = () => new Promise(resolve => setTimeout(resolve, 20))

async function write(net: Net, process: number): Promise<void> {
  const ends = await Promise.all(role.channels.map(name => net.writer<string>(name)))
  for (let i = 0; !stopping.signal.aborted; i++) {
    const value = `${role.name}/${process}/${i}`
    try {
      if (ends.length === 1) await ends[0]!.write(value, stopping)
      else
        await select(
          ends.map(end => end.offer(value)),
          stopping,
        )
      note(`ok ${value}`)
    } catch (error) {
      if (error === stopping.signal.reason) note(`aborted ${value}`)
      else note(`${error instanceof ChannelLostError ? error.outcome : String(error)} ${value}`)
      await pause()
    }
  }
}

async function read(net: Net): Promise<void> {
  const ends = await Promise.all(role.channels.map(name => net.reader<string>(name)))
  while (!stopping.signal.aborted) {
    try {
      const value =
        ends.length === 1 ? await ends[0]!.read(stopping) : (await select(ends, stopping)).value
      note(`got ${value}`)
    } catch (error) {
      if (error === stopping.signal.reason) return
      if (!(error instanceof ChannelLostError)) note(`error ${String(error)}`)
      await pause()
    }
  }
}

const { name, servers, lease } = role
const net = await connect({ servers, name, lease, realm: 'faults' })
if (role.kind === 'home') for (const channel of role.channels) await net.channel(channel)
console.log('ready')
const commands = createInterface({ input: process.stdin })
commands.once('line', () => {
  stopping.abort()
  commands.close()
})
const processes = Array.from({ length: role.processes }, (_, i) => i)
if (role.kind === 'writer') await Promise.all(processes.map(i => write(net, i)))
else if (role.kind === 'reader') await Promise.all(processes.map(() => read(net)))
else await new Promise(resolve => stopping.signal.addEventListener('abort', resolve))
await net.close()
console.log('over')
process.exit(0)
