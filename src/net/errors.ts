/** What can go wrong before there is a channel; the errors of channels are those of `hocket/workers`. */

/** A node or a channel of that name is there already. Names are given once in a realm. */
export class NameTakenError extends Error {
  override name = 'NameTakenError'
  readonly taken: string

  constructor(kind: 'node' | 'channel', taken: string, realm: string, holder?: string) {
    const by = holder === undefined ? '' : `, at node '${holder}'`
    super(`realm '${realm}' has a ${kind} named '${taken}' already${by}: choose another name`)
    this.taken = taken
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

/** Whether the server refused a subject. */
export const isRefusal = (error: unknown): boolean => isNamed(error, 'PermissionViolationError')

/** Whether nobody listens to a subject. */
export const isNobody = (error: unknown): boolean => isNamed(error, 'NoResponders')

/** By name, also of what the client has wrapped: there may be several copies of the client's classes. */
function isNamed(error: unknown, prefix: string): boolean {
  const { name, cause } = (error ?? {}) as { name?: unknown; cause?: unknown }
  if (typeof name === 'string' && name.startsWith(prefix)) return true
  return cause !== undefined && isNamed(cause, prefix)
}
