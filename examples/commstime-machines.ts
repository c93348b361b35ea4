/**
 * Commstime with each process on a machine of its own, over NATS.
 *
 * Without a server the same program runs on the memory link, each process on a node of its own in this process.
 *
 *     nats-server --jetstream &
 *     node --import tsx examples/commstime-machines.ts --servers nats://127.0.0.1:4222 [--rounds 200]
 */
import { spawn } from 'node:child_process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { connect, MemoryRealm, type Net } from 'hocket/net'
import { type Member, run } from './commstime/node.ts'
import { consumer, ring } from './commstime/ring.ts'

const members = Object.keys(ring) as Member[]

/** Starts a process of the ring; its promise resolves when it has ended. */
type Start = (member: Member) => Promise<void>

function onMachines(servers: string): Start {
  const program = fileURLToPath(new URL('./commstime/node.ts', import.meta.url))
  return member =>
    new Promise((resolve, reject) => {
      // Here they are processes of one machine; any that reaches the server will do.
      const words = [...process.execArgv, program, member, servers]
      const child = spawn(process.execPath, words, { stdio: 'inherit' })
      child.once('error', reject)
      child.once('exit', code => (code === 0 ? resolve() : reject(new Error(`${member}: ${code}`))))
    })
}

function inMemory(realm: MemoryRealm): Start {
  return async member => {
    const net = await realm.connect({ name: member })
    await run(net, member)
    await net.close()
  }
}

async function commstime(net: Net, start: Start, rounds: number) {
  const channels = await Promise.all(['a', 'b', 'c', 'd'].map(name => net.channel<number>(name)))
  const { reader } = channels[3]!
  const ended = members.map(start)
  await reader.read()
  const began = performance.now()
  const last = await consumer(reader, rounds)
  const microseconds = ((performance.now() - began) * 1e3) / rounds / 4
  await Promise.all(ended)
  return { last, microseconds }
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { values } = parseArgs({
    args: [...args],
    options: { servers: { type: 'string' }, rounds: { type: 'string', default: '200' } },
  })
  const { servers } = values
  const rounds = Number(values.rounds)
  const memory = new MemoryRealm('commstime')
  const [net, start] =
    servers === undefined
      ? [await memory.connect({ name: 'home' }), inMemory(memory)]
      : [await connect({ servers, name: 'home', realm: 'commstime' }), onMachines(servers)]
  const { last, microseconds } = await commstime(net, start, rounds)
  await net.close()
  const where = servers === undefined ? 'the memory link' : 'NATS'
  print(`the last of ${rounds + 1} numbers was ${last}`)
  print(`${microseconds.toFixed(0)} µs for a communication over ${where}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
