/** One process of commstime as a program of its own, anywhere: `node.ts prefix nats://…`. */
import { pathToFileURL } from 'node:url'
import { parallel } from 'hocket'
import { connect, type Net } from 'hocket/net'
import * as processes from './ring.ts'
import { ring } from './ring.ts'

export type Member = keyof typeof ring

/** Runs a process of the ring on its node, with the channels that it finds in the realm. */
export async function run(net: Net, member: Member): Promise<void> {
  const { inputs, outputs } = ring[member]
  const input = await net.reader<number>(inputs[0])
  const [one, other] = await Promise.all(outputs.map(name => net.writer<number>(name)))
  // In `parallel`, since that knows which endings are normal.
  if (member === 'prefix') await parallel(() => processes.prefix(input, one!, 0))
  else if (member === 'delta') await parallel(() => processes.delta(input, one!, other!))
  else await parallel(() => processes.successor(input, one!))
}

const [, program = '', member, servers] = process.argv
if (
  import.meta.url === pathToFileURL(program).href &&
  member !== undefined &&
  servers !== undefined
) {
  const net = await connect({ servers, name: member, realm: 'commstime' })
  await run(net, member as Member)
  await net.close()
}
