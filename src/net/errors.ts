/** What can go wrong beside what a channel raises anywhere (`src/remote/errors.ts`), and what the client's errors mean. */
import { ChannelError } from '../core/errors.ts'
import { AbsentChannelError, type Direction, type Site, siteOf } from '../remote/index.ts'

/** A node or a channel of that name is there already. Names are given once in a realm. */
export class NameTakenError extends Error {
  override name = 'NameTakenError'
  readonly kind: 'node' | 'channel'
  /** The name. */
  readonly taken: string
  /** The node that has the channel. */
  readonly holder: string | undefined

  constructor(kind: 'node' | 'channel', taken: string, realm: string, holder?: string) {
    const by = holder === undefined ? '' : `, at node '${holder}'`
    super(`realm '${realm}' has a ${kind} named '${taken}' already${by}: choose another name`)
    this.kind = kind
    this.taken = taken
    this.holder = holder
  }
}

/** The realm cannot be used: its user has no right to, or the server lacks what names and durable channels need. */
export class RealmError extends Error {
  override name = 'RealmError'
  readonly realm: string

  constructor(message: string, realm: string, cause?: unknown) {
    super(`realm '${realm}': ${message}`, cause === undefined ? undefined : { cause })
    this.realm = realm
  }
}

/** A durable channel holds as many values as it may. Nothing was stored. */
export class ChannelFullError extends ChannelError {
  override name = 'ChannelFullError'

  constructor({ address, process }: Site, cause: unknown) {
    const channel = address.name
    super(
      `writing on durable channel '${channel}', which is full: ` +
        'write again when a reader is done, or open it with a larger capacity',
      { channel, end: 'writer', process, cause },
    )
  }
}

export const nodeClosed = (realm: string): RealmError =>
  new RealmError('this node was closed: connect again', realm)

export const noSuchName = (realm: string, name: string, direction: Direction): AbsentChannelError =>
  new AbsentChannelError(siteOf({ home: '', name }, direction), realm)

/** Whether the server refused a subject. */
export const isRefusal = (error: unknown): boolean => isNamed(error, 'PermissionViolationError')

/** Whether nobody listens to a subject. */
export const isNobody = (error: unknown): boolean => isNamed(error, 'NoResponders')

/** The number that JetStream gives an error. */
export const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code

/** Whether the server has no JetStream, which it says in several ways. */
export function lacksJetStream(error: unknown): boolean {
  const { message = '' } = (error ?? {}) as { message?: string }
  return (
    isNamed(error, 'JetStreamNotEnabled') ||
    isNobody(error) ||
    codeOf(error) === 503 ||
    /jetstream|no responders/i.test(message)
  )
}

/** By name, also of what the client has wrapped: there may be several copies of the client's classes. */
function isNamed(error: unknown, prefix: string): boolean {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: unknown }
  if (typeof name === 'string' && name.startsWith(prefix)) return true
  return cause !== undefined && isNamed(cause, prefix)
}
