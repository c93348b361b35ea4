/**
 * Runs a program in a process of its own: for what concerns the whole process, such as unhandled rejections.
 */
import { execFile } from 'node:child_process'

const sources = new URL('../../src/', import.meta.url)
const packageRoot = new URL('../../', import.meta.url)

export interface Ended {
  readonly code: number
  readonly output: string
  readonly errors: string
}

/** Runs an ES module that sees everything that `hocket` and `hocket/fiber` export, as `hocket` and `fiber`. */
export function runProgram(body: string): Promise<Ended> {
  const program = `
    import * as hocket from '${new URL('node.ts', sources).href}'
    import * as fiber from '${new URL('fiber/index.ts', sources).href}'
    ${body}
  `
  const flags = ['--import', 'tsx', '--input-type=module', '--eval', program]
  return new Promise(resolve => {
    execFile(process.execPath, flags, { cwd: packageRoot }, (error, output, errors) => {
      const code = error === null ? 0 : Number(error.code ?? 1)
      resolve({ code, output, errors })
    })
  })
}
