import { createRequire } from 'node:module'

/** What tsx does from Node 22 on with a module that it has not met before: esbuild, in a thread of the program. */
export function compileInThread(): void {
  const ofTsx = createRequire(createRequire(import.meta.url).resolve('tsx'))
  ofTsx('esbuild').transformSync('')
}
