/**
 * The subjects of a realm: what a NATS user may publish is what its node may do.
 *
 *     hocket.REALM.node.TO.FROM                          what FROM says to TO: its name is part of the subject, so
 *                                                        the permission to publish it is the proof of the name
 *     hocket.REALM.right.HOME.FROM.read.CHANNEL          FROM asks to read a channel, or
 *     hocket.REALM.right.HOME.FROM.write.CHANNEL         to write it
 *     hocket.REALM.back.FROM.TO                          the server's answer that nobody listens at TO
 *     hocket.REALM.ping.NODE                             whether a node of that name is there
 *     hocket.REALM.durable.CHANNEL                       values of a durable channel
 *
 * The names of channels may have dots, which permissions can use: `write.jobs.>`. What a subject cannot have is
 * written as `=` and its bytes in hexadecimal. The stores of JetStream have stricter names, `hocket_REALM` for the
 * bucket of channel names and `hocket_REALM__CHANNEL` for the stream of a durable channel; there it is `_` and the
 * bytes, of `_` too, so that two names never meet in one store.
 */
import type { Direction, NodeId } from '../remote/index.ts'

const escaped = (text: string, forbidden: RegExp, mark: '=' | '_' = '='): string =>
  text.replace(forbidden, character => {
    const bytes = new TextEncoder().encode(character)
    return [...bytes].map(byte => `${mark}${byte.toString(16).padStart(2, '0')}`).join('')
  })

const token = (text: string): string => escaped(text, /[^A-Za-z0-9_-]/gu)

const word = (text: string): string => escaped(text, /[^A-Za-z0-9-]/gu, '_')

/** Dots stay where they separate something. */
export const path = (text: string): string => escaped(text, /[^A-Za-z0-9_.-]|^\.|\.$|\.(?=\.)/gu)

/** Null for what `token` has not made: anybody with the right to may publish anything. */
function untoken(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('=', '%'))
  } catch {
    return null
  }
}

export class Subjects {
  readonly realm: string
  private readonly root: string

  constructor(realm: string) {
    this.realm = realm
    this.root = `hocket.${token(realm)}`
  }

  node(to: NodeId, from: NodeId): string {
    return `${this.root}.node.${token(to)}.${token(from)}`
  }

  toNode(to: NodeId): string {
    return `${this.root}.node.${token(to)}.*`
  }

  back(from: NodeId, to: NodeId): string {
    return `${this.root}.back.${token(from)}.${token(to)}`
  }

  backTo(from: NodeId): string {
    return `${this.root}.back.${token(from)}.*`
  }

  right(home: NodeId, from: NodeId, direction: Direction, channel: string): string {
    return `${this.root}.right.${token(home)}.${token(from)}.${direction}.${path(channel)}`
  }

  rightsAt(home: NodeId): string {
    return `${this.root}.right.${token(home)}.>`
  }

  ping(node: NodeId): string {
    return `${this.root}.ping.${token(node)}`
  }

  durable(channel: string): string {
    return `${this.root}.durable.${path(channel)}`
  }

  /** Where the names of channels are kept. */
  get bucket(): string {
    return `hocket_${word(this.realm)}`
  }

  /** Where the values of a durable channel are kept. */
  stream(channel: string): string {
    return `hocket_${word(this.realm)}__${word(channel)}`
  }
}

/** The node that the last part of a subject names. */
export const lastNode = (subject: string): NodeId | null =>
  untoken(subject.slice(subject.lastIndexOf('.') + 1))

/** Who asks for which right to the channel of which path, from a subject that `right` has made. */
export function askedRight(subject: string) {
  const [, , , , from = '', direction = '', ...channel] = subject.split('.')
  return { from: untoken(from), direction, channel: channel.join('.') }
}
