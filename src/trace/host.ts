/**
 * What tracing uses of Node where it runs on Node, without importing it: the same files load in a browser, where
 * these answers are `undefined` and the features that stand on them are absent.
 */

export interface ContextStorage<T> {
  run<R>(store: T, body: () => R): R
  getStore(): T | undefined
  disable(): void
}

export interface DiagnosticsChannel {
  readonly hasSubscribers: boolean
  publish(message: unknown): void
}

interface AsyncHook {
  enable(): void
}

interface AttachedToWorker {
  readonly params: { readonly workerInfo: { readonly workerId: string; readonly url: string } }
}

interface InspectorSession {
  connect(): void
  disconnect(): void
  on(event: 'NodeWorker.attachedToWorker', listener: (message: AttachedToWorker) => void): unknown
  post(
    method: string,
    parameters?: object,
    callback?: (
      error: unknown,
      answer?: Partial<Record<'result' | 'objects', { readonly objectId: string }>>,
    ) => void,
  ): void
}

interface Builtins {
  'node:async_hooks': {
    AsyncLocalStorage: new <T>() => ContextStorage<T>
    createHook(callbacks: {
      init(id: number, type: string, trigger: number, resource: object): void
    }): AsyncHook
  }
  'node:inspector': { Session: new () => InspectorSession }
  'node:worker_threads': { readonly isMainThread: boolean; readonly Worker: { prototype: object } }
  'node:diagnostics_channel': { channel(name: string): DiagnosticsChannel }
  'node:fs': {
    writeSync(descriptor: number, text: string): number
    writeFileSync(path: string, text: string): void
    appendFileSync(path: string, text: string): void
    openSync(path: string, flags: string): number
  }
  'node:v8': { setFlagsFromString(flag: string): void }
  'node:vm': { runInNewContext(code: string): unknown }
}

/** A handle of Node's event loop, as its report tells of it. */
export interface LibuvHandle {
  readonly type: string
  readonly is_active: boolean
  /** Of a pipe: the path that it leads to, where it has one. */
  readonly remoteEndpoint?: string | null
}

export interface Report {
  excludeNetwork?: boolean
  getReport(): { readonly libuv: readonly LibuvHandle[] }
}

export interface HostProcess {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stderr: { readonly isTTY?: boolean }
  exitCode: number | string | undefined
  on(event: 'beforeExit' | 'exit', listener: (code: number) => void): unknown
  listenerCount(event: string): number
  cwd(): string
  getActiveResourcesInfo?(): string[]
  /** Whether the process that started this one can be sent messages. */
  readonly connected?: boolean
  readonly moduleLoadList?: readonly string[]
  readonly ppid: number
  readonly report?: Report
  getBuiltinModule?(name: string): unknown
}

interface Host {
  readonly process?: HostProcess
  setImmediate?(callback: () => void): { unref?(): void }
  setTimeout(callback: () => void, delay: number): { unref?(): void } | number
  clearTimeout(timer: unknown): void
}

export const host = globalThis as unknown as Host

/** A module of Node, or undefined where there is none (browsers; Node before 20.16). */
export function builtin<N extends keyof Builtins>(name: N): Builtins[N] | undefined {
  return host.process?.getBuiltinModule?.(name) as Builtins[N] | undefined
}
