/**
 * How a worker thread is started, so that it can run TypeScript where its parent can.
 */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { type ResourceLimits, Worker, type WorkerOptions } from 'node:worker_threads'

export interface Launch {
  readonly name: string
  readonly workerData: unknown
  readonly transferList: readonly unknown[]
  readonly resourceLimits: ResourceLimits | undefined
}

const TYPESCRIPT = /\.[cm]?tsx?$/

/** Newer versions of Node run TypeScript that can be erased. */
const isNative = Boolean((process as { features: { typescript?: unknown } }).features.typescript)

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'

/** @throws TypeError for a path: relative to which file, nobody could tell */
export function moduleUrl(module: URL | string): URL {
  if (URL.canParse(String(module))) return new URL(module)
  throw new TypeError(
    `'${module}' is not the URL of a worker module: new URL('${module}', import.meta.url)`,
  )
}

/** Starts a thread that will run `module`, which may import more by name. */
export function launch(module: URL, imported: readonly URL[], launch: Launch): Worker {
  const bootstrap = new URL(`./bootstrap.${extension}`, import.meta.url)
  const { name, workerData, transferList, resourceLimits } = launch
  const options: WorkerOptions = {
    name,
    workerData,
    transferList: transferList as never[],
    ...(resourceLimits === undefined ? {} : { resourceLimits }),
  }
  const isTypeScript = [bootstrap, module, ...imported].some(({ pathname }) =>
    TYPESCRIPT.test(pathname),
  )
  if (isNative || !isTypeScript) return new Worker(bootstrap, options)
  // The entry of a thread is loaded before any loader of its own can be registered, so it is a line of script.
  const loader = JSON.stringify(tsx([module, ...imported]))
  const entry = JSON.stringify(bootstrap.href)
  const script = `import(${loader}).then(tsx => { tsx.register(); return import(${entry}) })`
  return new Worker(script, { ...options, eval: true })
}

/** Where the loader of TypeScript is: a dependency of the program or, if not, of this package. */
function tsx(modules: readonly URL[]): string {
  for (const from of [...modules, import.meta.url]) {
    const require = createRequire(from)
    try {
      // Its form for `import`, which `resolve` of a `require` does not give; the other cannot register.
      const manifest = require.resolve('tsx/package.json')
      const api = require(manifest).exports['./esm/api'].import.default
      return new URL(api, pathToFileURL(manifest)).href
    } catch {
      // Not a dependency of that one.
    }
  }
  throw new Error(
    `the worker module ${modules.at(-1)?.pathname} is TypeScript, which this version of Node does not run: ` +
      'npm install tsx, or compile the module',
  )
}
