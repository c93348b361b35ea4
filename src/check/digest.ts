/**
 * Values as text, to tell whether two are alike: what a process gave, or an object before and after.
 */
const DEEPEST = 6

export function digest(value: unknown, depth = 0, seen: Set<object> = new Set()): string {
  if (typeof value === 'function') return `function ${value.name}`
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' ? `'${value}'` : String(value)
  if (seen.has(value)) return '(again)'
  if (depth > DEEPEST) return '…'
  seen.add(value)
  const part = (one: unknown): string => digest(one, depth + 1, seen)
  if (value instanceof Error) return `${value.name}: ${value.message}`
  if (value instanceof Date) return `date ${value.getTime()}`
  if (Array.isArray(value)) return `[${value.map(part).join()}]`
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} ${String(value)}`
  if (value instanceof Map)
    return `map ${[...value].map(([key, one]) => `${part(key)}:${part(one)}`).join()}`
  if (value instanceof Set) return `set ${[...value].map(part).join()}`
  // Objects with a class may hold the library's own: only what is plain data is looked into.
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null)
    return `a ${prototype.constructor?.name ?? 'thing'}`
  return `{${Object.entries(value)
    .map(([key, one]) => `${key}:${part(one)}`)
    .join()}}`
}

/** Whether somebody could change the value and somebody else see it. */
export function mutable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Object.isFrozen(value)
}
