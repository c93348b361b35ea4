/**
 * The programs of the documentation: found in a page, compiled and run as its readers would.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export const pageOf = (path: string): string => readFileSync(join(root, path), 'utf8')

/** The blocks of TypeScript in a page. */
export const blocksOf = (path: string): string[] =>
  [...pageOf(path).matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code as string)

/** What the compiler says of modules that see hocket as its users do; with Node's types where they are asked for. */
export function complaints(modules: readonly string[], types: readonly string[]): Promise<string> {
  return withFiles(modules, (folder, settle) => {
    const settings = {
      extends: '../../../tsconfig/base.json',
      compilerOptions: {
        noEmit: true,
        lib: ['ES2023', 'ESNext.Disposable', 'DOM', 'DOM.AsyncIterable'],
        types,
        paths: { hocket: ['../../../src/index.ts'], 'hocket/*': ['../../../src/*/index.ts'] },
      },
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    execFile(join(root, 'node_modules/.bin/tsc'), ['-p', folder], (_, output) => settle(output))
  })
}

/** The place and the line, with a mark below it. */
const UNSETTLED = /^Warning: Detected unsettled top-level await at .*\n.*\n *\^\s+/

/** The report of a program that stopped, without what comes after it, and what Node says before it from 22 on. */
export const reportIn = (stderr: string): string =>
  stderr.replace(UNSETTLED, '').split('\n\n  who holds what')[0]!.trim()

/** What a program prints. */
export function outputOf(code: string): Promise<string> {
  const local = code
    .replace(/'hocket'/g, "'../../../src/node.ts'")
    .replace(/'hocket\/(\w+)'/g, "'../../../src/$1/index.ts'")
  return withFiles([local], (folder, settle) => {
    const args = ['--import', 'tsx', join(folder, '0.ts')]
    execFile(process.execPath, args, { cwd: root }, (_, output, errors) => settle(output + errors))
  })
}

async function withFiles(
  modules: readonly string[],
  use: (folder: string, settle: (output: string) => void) => void,
): Promise<string> {
  const folder = mkdtempSync(join(root, 'test/docs/.program-'))
  try {
    for (const [at, code] of modules.entries()) writeFileSync(join(folder, `${at}.ts`), code)
    return await new Promise<string>(settle => use(folder, settle))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
