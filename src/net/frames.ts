/**
 * Frames as bytes, and how many they are. What a message weighs is an estimate, so that nothing is encoded twice; a
 * frame that turns out too large goes in two.
 */
import { decode, encode, type Frame, type Message } from '../remote/index.ts'
import { decodeFrame, encodeFrame } from './codec.ts'

/** What the message of one operation takes besides its guards, generously. */
export const OVERHEAD = 4_096

/** What a message, or a guard, takes besides its value: identifiers, mostly. */
const NAMES = 128

export function weigh(message: Message): number {
  if (message.type === 'commit') return NAMES + size(message.value)
  if (message.type !== 'offer') return NAMES
  return message.guards.reduce((sum, { value }) => sum + NAMES + size(value), NAMES)
}

/** The most that a guard on a channel of this name takes. */
export const sizeOf = (name: string, value: unknown): number =>
  NAMES + 3 * name.length + size(value)

function size(value: unknown): number {
  if (value instanceof Uint8Array) return value.length
  return typeof value === 'string' ? 3 * value.length : 9
}

export const tooLarge = (what: string, bytes: number, limit: number): RangeError =>
  new RangeError(
    `${what} ${bytes} bytes, and a message of this server takes ${limit - OVERHEAD}: ` +
      'raise max_payload there, or send it in parts',
  )

export function toBytes(frame: Frame<Message>): Uint8Array {
  if (frame.type === 'reset') return encodeFrame([frame.session])
  const { session, peer, sequence, acknowledged, messages } = frame
  return encodeFrame([session, peer, sequence, acknowledged, messages.map(encode)])
}

/** Null for what no node of this version would send. */
export function fromBytes(data: Uint8Array): Frame<Message> | null {
  try {
    const wire = decodeFrame(data) as [string] | [string, string | null, number, number, unknown[]]
    if (wire.length === 1) return { type: 'reset', session: wire[0] }
    const [session, peer, sequence, acknowledged, messages] = wire
    return { type: 'data', session, peer, sequence, acknowledged, messages: messages.map(decode) }
  } catch {
    return null
  }
}

/** One message is never too large: its values were checked before it was offered. */
export function halves(frame: Frame<Message>): Frame<Message>[] {
  if (frame.type === 'reset' || frame.messages.length < 2) return []
  const { sequence, messages } = frame
  const half = messages.length >> 1
  return [
    { ...frame, messages: messages.slice(0, half) },
    { ...frame, sequence: sequence + half, messages: messages.slice(half) },
  ]
}
