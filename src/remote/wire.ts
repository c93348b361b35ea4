/**
 * The compact form of a message: an array of a one-letter tag and the fields of the table, in order.
 * Values stay as they are: copying or encoding them is the link's affair (structured clone, CBOR).
 */
import type { Message, OfferedGuard } from './message.ts'

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
  const fields = table[message.type]
  const record = message as unknown as Record<string, unknown>
  const wire: unknown[] = [fields[0]]
  for (let i = 1; i < fields.length; i++) wire.push(record[fields[i]!])
  if (message.type === 'offer') wire[GUARDS] = flat(message.guards)
  return wire
}

/** Throws a TypeError for what no node of this version would send. */
export function decode(wire: unknown): Message {
  const type = Array.isArray(wire) ? typeOf.get(wire[0]) : undefined
  if (!type || !Array.isArray(wire)) {
    throw new TypeError(
      'not a message of this protocol: is a node of another version on this link?',
    )
  }
  const fields = table[type]
  const message: Record<string, unknown> = { type }
  for (let i = 1; i < fields.length; i++) message[fields[i]!] = wire[i]
  if (type === 'offer') message.guards = deep(wire[GUARDS])
  return message as unknown as Message
}

const GUARDS = 4

/** Guards one after the other, without the names of their fields: they are most of what travels. */
function flat(guards: readonly OfferedGuard[]): unknown[] {
  const wire: unknown[] = []
  for (const { channel, guard, direction, value } of guards) {
    if (direction === 'read') wire.push(channel, guard, 0)
    else wire.push(channel, guard, 1, value)
  }
  return wire
}

function deep(wire: unknown): OfferedGuard[] {
  const guards: OfferedGuard[] = []
  const list = wire as unknown[]
  for (let i = 0; i < list.length; ) {
    const channel = list[i++] as string
    const guard = list[i++] as number
    if (list[i++] === 0) guards.push({ channel, guard, direction: 'read' })
    else guards.push({ channel, guard, direction: 'write', value: list[i++] })
  }
  return guards
}
