import { type ConnectionOptions, connect as connectToNats } from '@nats-io/transport-node'
import { join, type NatsNet, type RealmOptions } from './join.ts'

/** Where the realm is and who this is: the options of the NATS client (credentials, TLS, …), and of the realm. */
export interface ConnectOptions extends Omit<ConnectionOptions, 'name' | 'noEcho'>, RealmOptions {}

/**
 * Connects to NATS and joins a realm.
 *
 *     const net = await connect({ servers: 'nats://…', name: 'worker-1', realm: 'shop' })
 *     const jobs = await net.reader<Job>('jobs')
 *
 * A connection that is lost is made again, for ever. Within the lease nothing is lost by that; beyond it the
 * operations under way are rejected with a ChannelLostError, and new ones work again.
 *
 * @throws NameTakenError, RealmError (rejects); the client's error when it cannot connect
 */
export async function connect(options: ConnectOptions): Promise<NatsNet> {
  const { name, realm, lease, nameLifetime, ...nats } = options
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
