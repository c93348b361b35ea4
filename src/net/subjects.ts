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
 * written as `=` and its bytes in hexadecimal.
 */
import type { Direction, NodeId } from '../remote/index.ts'

const escaped = (text: string, allowed: RegExp): string =>
  text.replace(allowed, character => {
    const bytes = new TextEncoder().encode(character)
    return [...bytes].map(byte => `=${byte.toString(16).padStart(2, '0')}`).join('')
  })

export const token = (text: string): string => escaped(text, /[^A-Za-z0-9_-]/gu)

/** Dots stay where they separate something. */
export const path = (text: string): string => escaped(text, /[^A-Za-z0-9_.-]|^\.|\.$|\.(?=\.)/gu)

export const untoken = (text: string): string => decodeURIComponent(text.replaceAll('=', '%'))

export class Subjects {
  private readonly root: string

  constructor(realm: string) {
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
}

/** The last part of a subject that names a node. */
export const lastToken = (subject: string): NodeId =>
  untoken(subject.slice(subject.lastIndexOf('.') + 1))

/** Who asks for which right, from a subject that `right` has made. */
export function askedRight(subject: string): { from: NodeId; direction: string; channel: string } {
  const [, , , , from = '', direction = '', ...channel] = subject.split('.')
  return { from: untoken(from), direction, channel: channel.join('.') }
}
