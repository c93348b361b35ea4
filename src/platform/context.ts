/**
 * The asynchronous context of Node, and of those that follow it (Deno, Bun): where `AsyncLocalStorage` keeps its
 * stores. Other platforms have none to keep apart yet.
 *
 * Going from one context to another costs more than a communication does, so fibers whose contexts are equal should
 * share one snapshot. Node does not say when two are equal, and what can be seen of it depends on its version:
 *
 *  - before 24 the stores hang on the resource that is executing; where none does, one snapshot serves all;
 *  - from 24 on they are a map that is replaced and not changed, the frame, and a new resource refers to it.
 */
import type { Ports, Snapshot } from '../core/ports.ts'

interface Resource {
  runInAsyncScope<R>(run: () => R): R
}

interface AsyncHooks {
  readonly AsyncLocalStorage?: { snapshot?(): Snapshot }
  readonly AsyncResource: new (type: string) => Resource
  executionAsyncResource(): object
}

/** The stores of a context, each under its `AsyncLocalStorage`. */
type Stores = ReadonlyMap<unknown, unknown>

const { process } = globalThis as {
  readonly process?: {
    readonly version?: string
    readonly versions?: Readonly<Record<string, string | undefined>>
    readonly execArgv?: readonly string[]
    readonly env?: Readonly<Record<string, string | undefined>>
    getBuiltinModule?(name: string): unknown
  }
}

/** Deno and Bun tell the version of Node that they stand for, and keep their stores elsewhere. */
const isNode = process?.versions?.deno === undefined && process?.versions?.bun === undefined

/** What makes Node 22 and 23 keep frames as well. */
const FRAMES_WANTED = '--experimental-async-context-frame'

/** The context port, or null where the platform cannot capture its context. */
export function contextPort(): Ports['captureContext'] {
  const hooks = process?.getBuiltinModule?.('node:async_hooks') as AsyncHooks | undefined
  const storage = hooks?.AsyncLocalStorage
  if (hooks === undefined || storage?.snapshot === undefined) return null
  const capture = (): Snapshot => (storage.snapshot as () => Snapshot)()
  if (!isNode) return capture
  return keepsFrames() ? onePerFrame(hooks, capture) : oneWhereNoStoreIs(hooks, capture)
}

function keepsFrames(): boolean {
  if (!/^v2[0-3]\./.test(process?.version ?? '')) return true
  const options = [...(process?.execArgv ?? []), process?.env?.NODE_OPTIONS]
  return options.some(option => option?.includes(FRAMES_WANTED))
}

// ------------------------------------------------------------------ Node 20 to 23

function oneWhereNoStoreIs(hooks: AsyncHooks, capture: () => Snapshot): () => Snapshot {
  let empty: Snapshot | undefined
  return () => {
    if (!holdsNoStore(hooks.executionAsyncResource())) return capture()
    empty ??= capture()
    return empty
  }
}

function holdsNoStore(resource: object): boolean {
  // Once any storage is in use, every resource has its key: with nothing under it where no store is.
  for (const key of Object.getOwnPropertySymbols(resource))
    if (key.description === 'kResourceStore' && Reflect.get(resource, key) !== undefined)
      return false
  return true
}

// ------------------------------------------------------------------ Node 24 and later

function onePerFrame(hooks: AsyncHooks, capture: () => Snapshot): () => Snapshot {
  const snapshots = new WeakMap<object, Snapshot>()
  let frameless: Snapshot | undefined
  // Weak, for its stores are somebody's request.
  let latest: WeakRef<Stores> | undefined
  let key: symbol | undefined
  return () => {
    const resource = new hooks.AsyncResource('hocket')
    key ??= Object.getOwnPropertySymbols(resource).find(isFrameKey)
    if (key === undefined) return capture()
    const frame = Reflect.get(resource, key) as Stores | undefined
    const snapshot: Snapshot = run => resource.runInAsyncScope(run)
    if (frame === undefined) {
      frameless ??= snapshot
      return frameless
    }
    // Whoever leaves a store puts a new frame in place, which is often equal to the one before.
    const before = latest?.deref()
    const known = snapshots.get(before !== undefined && areEqual(frame, before) ? before : frame)
    if (known !== undefined) return known
    snapshots.set(frame, snapshot)
    latest = new WeakRef(frame)
    return snapshot
  }
}

const isFrameKey = ({ description }: symbol): boolean => description === 'context_frame'

function areEqual(one: Stores, other: Stores): boolean {
  if (one === other) return true
  if (one.size !== other.size) return false
  for (const [storage, store] of one)
    if (!other.has(storage) || !Object.is(other.get(storage), store)) return false
  return true
}
