/** The other side of the benchmark over NATS: the home and reader of every channel, and who answers requests. */
import { connect } from '@nats-io/transport-node'
import { join } from '../../src/net/index.ts'

export const HOME = 'readers'
export const REQUESTS = 'requests'
export const channelName = (i: number): string => `channel ${i}`

/** A node, and the plain client that it stands on. */
export async function joinRealm(servers: string, name: string) {
  const connection = await connect({ servers, noEcho: true })
  return { connection, net: await join(connection, { name, realm: 'bench' }) }
}

async function serve(servers: string, channels: number): Promise<void> {
  const { connection, net } = await joinRealm(servers, HOME)
  connection.subscribe(REQUESTS, {
    callback: (_, message) => {
      message.respond(message.data)
    },
  })
  for (let i = 0; i < channels; i++) {
    const { reader } = net.node.channel<number>(channelName(i))
    void (async () => {
      for (;;) await reader.read()
    })()
  }
  await connection.flush()
  process.once('disconnect', () => process.exit())
  process.send?.('ready')
}

if (process.argv[1] === import.meta.filename) await serve(process.argv[2]!, Number(process.argv[3]))
