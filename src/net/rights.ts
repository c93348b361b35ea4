/**
 * Rights on channels, as permissions of NATS.
 *
 * Before a node reads or writes a channel of another for the first time, it asks the home on a subject that names
 * itself, the direction and the channel. Whoever may not publish there is told so by the server; the home takes
 * no offer of a node that has not asked. So what a user may do with a channel is a line in the server's
 * configuration, and the home need not know users.
 */
import type { NatsConnection } from '@nats-io/transport-node'
import {
  type ChannelAddress,
  ChannelLostError,
  type Direction,
  ForbiddenError,
  type Message,
  type NodeId,
  siteOf,
} from '../remote/index.ts'
import { isRefusal } from './errors.ts'
import { askedRight, path, type Subjects } from './subjects.ts'

export interface RightsOptions {
  readonly connection: NatsConnection
  readonly subjects: Subjects
  readonly id: NodeId
  /** How long to ask a home that does not answer, in milliseconds. */
  readonly patience: number
}

const keyOf = (node: NodeId, direction: string, channelPath: string): string =>
  `${node} ${direction} ${channelPath}`

/** Between two questions to a home that does not answer, in milliseconds. */
const RETRY = 100

export class Rights {
  private readonly options: RightsOptions
  /** As the home: who has asked for what. */
  private readonly granted = new Set<string>()
  /** As the party: what was answered, by the home. */
  private readonly admitted = new Map<NodeId, Map<string, Promise<void> | null>>()

  constructor(options: RightsOptions) {
    this.options = options
    const { connection, subjects, id } = options
    connection.subscribe(subjects.rightsAt(id), {
      callback: (error, message) => {
        if (error) return
        const { from, direction, channel } = askedRight(message.subject)
        if (from === null) return
        this.granted.add(keyOf(from, direction, channel))
        message.respond()
      },
    })
  }

  /** Nothing when this node may use the channel so; else a promise of the home's answer. */
  admit({ home, name }: ChannelAddress, direction: Direction): Promise<void> | undefined {
    if (home === this.options.id) return undefined
    const answers = this.admitted.get(home) ?? new Map<string, Promise<void> | null>()
    this.admitted.set(home, answers)
    const key = `${direction} ${name}`
    const known = answers.get(key)
    if (known === null) return undefined
    if (known !== undefined) return known
    const asked = this.ask({ home, name }, direction).then(
      () => void answers.set(key, null),
      error => {
        answers.delete(key)
        throw error
      },
    )
    answers.set(key, asked)
    return asked
  }

  /** A home that died has forgotten who may do what. */
  forget(home: NodeId): void {
    this.admitted.delete(home)
  }

  private async ask(address: ChannelAddress, direction: Direction): Promise<void> {
    const { connection, subjects, id, patience } = this.options
    const subject = subjects.right(address.home, id, direction, address.name)
    const site = siteOf(address, direction)
    const deadline = performance.now() + patience
    for (;;) {
      const left = deadline - performance.now()
      try {
        if (left <= 0) break
        await connection.request(subject, undefined, { timeout: left })
        return
      } catch (error) {
        if (isRefusal(error)) throw new ForbiddenError(site, error)
        if (connection.isClosed()) break
        // Nobody listens there, perhaps not yet, or not again.
        await new Promise(resolve => setTimeout(resolve, RETRY))
      }
    }
    const outcome = direction === 'write' ? 'not-delivered' : 'not-taken'
    throw new ChannelLostError(site, address.home, outcome)
  }

  /** As the home: what to answer to a message that its sender has no right to. */
  refuse(from: NodeId, message: Message): Message | 'ignore' | undefined {
    if (message.type === 'offer') {
      const refused = message.guards.find(
        ({ channel, direction }) => !this.granted.has(keyOf(from, direction, path(channel))),
      )
      if (!refused) return undefined
      const { sync } = message
      return { type: 'ended', sync, guard: refused.guard, ending: { type: 'forbidden' } }
    }
    if (!('channel' in message)) return undefined
    const channel = path(message.channel)
    const sides: Direction[] = 'side' in message ? [message.side] : ['read', 'write']
    const may = sides.some(side => this.granted.has(keyOf(from, side, channel)))
    return may ? undefined : 'ignore'
  }
}
