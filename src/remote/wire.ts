/**
 * The compact form of a message: an array of a one-letter tag and the fields of the table, in order.
 * Values stay as they are: copying or encoding them is the link's affair (structured clone, CBOR).
 */
import type { Message } from './message.ts'

const table = {
  offer: ['O', 'sync', 'alone', 'lane', 'guards'],
  claim: ['C', 'match', 'sync', 'guard'],
  granted: ['G', 'match', 'sync'],
  gone: ['N', 'match', 'sync'],
  commit: ['M', 'match', 'sync', 'guard', 'value', 'writer', 'writerGuard', 'final'],
  taken: ['K', 'match', 'sync', 'guard'],
  acknowledged: ['k', 'match', 'sync'],
  confirm: ['F', 'match', 'sync', 'guard'],
  release: ['R', 'match', 'sync'],
  withdrawn: ['X', 'sync'],
  cancel: ['Q', 'sync'],
  cancelled: ['q', 'sync'],
  poison: ['P', 'channel', 'cause'],
  close: ['c', 'channel', 'side'],
  ended: ['p', 'sync', 'guard', 'ending'],
  unknown: ['U', 'match', 'sync', 'node'],
  lease: ['L', 'channel', 'side', 'lease'],
  retire: ['l', 'channel', 'side', 'lease'],
} as const satisfies { readonly [T in Message['type']]: readonly [string, ...FieldOf<T>[]] }

type FieldOf<T extends Message['type']> = Exclude<
  keyof Extract<Message, { readonly type: T }>,
  'type'
>

const typeOf = new Map<unknown, Message['type']>(
  Object.entries(table).map(([type, [tag]]) => [tag, type as Message['type']]),
)

export function encode(message: Message): unknown[] {
  const [tag, ...fields] = table[message.type]
  const record = message as unknown as Record<string, unknown>
  return [tag, ...fields.map(field => record[field])]
}

/** Throws a TypeError for what no node of this version would send. */
export function decode(wire: unknown): Message {
  const type = Array.isArray(wire) ? typeOf.get(wire[0]) : undefined
  if (!type || !Array.isArray(wire)) {
    throw new TypeError(
      'not a message of this protocol: is a node of another version on this link?',
    )
  }
  const message: Record<string, unknown> = { type }
  const [, ...fields] = table[type]
  fields.forEach((field, index) => {
    message[field] = wire[index + 1]
  })
  return message as unknown as Message
}
