import type { ConnectionOptions, NatsConnection } from '@nats-io/transport-node'
import { join, type NatsNet, type RealmOptions } from './join.ts'

/** Where the realm is and who this is: the options of the NATS client (credentials, TLS, …), and of the realm. */
export interface ConnectOptions extends Omit<ConnectionOptions, 'name' | 'noEcho'>, RealmOptions {}

/**
 * Connects to NATS and joins a realm.
 *
 *     const net = await connect({ servers: 'nats://…', name: 'worker-1', realm: 'shop' })
 *     const jobs = await net.reader<Job>('jobs')
 *
 * Over TCP, or over WebSocket where the servers are `ws://…` or `wss://…`: so do browsers.
 *
 * A connection that is lost is made again, for ever. Within the lease nothing is lost by that; beyond it the
 * operations under way are rejected with a ChannelLostError, and new ones work again.
 *
 * @throws NameTakenError, RealmError (rejects); the client's error when it cannot connect
 */
export async function connect(options: ConnectOptions): Promise<NatsNet> {
  const { name, realm, lease, nameLifetime, ...nats } = options
  const connectToNats = await clientFor(nats.servers)
  const connection = await connectToNats({
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
    reconnectJitter: 50,
    pingInterval: 10_000,
    ...nats,
    name,
    noEcho: true,
  })
  try {
    return await join(connection, options)
  } catch (error) {
    await connection.close()
    throw error
  }
}

type Client = (options: ConnectionOptions) => Promise<NatsConnection>

/** Loaded when it is needed: a browser has no use for the client of Node, and cannot load it. */
async function clientFor(servers: ConnectionOptions['servers']): Promise<Client> {
  const [first = ''] = [servers ?? []].flat()
  if (/^wss?:/.test(first)) return (await import('@nats-io/nats-core')).wsconnect
  return (await import('@nats-io/transport-node')).connect
}
