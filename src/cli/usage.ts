import { closeSync, openSync, statSync } from 'node:fs'
import { extname } from 'node:path'

/** The command was used wrongly: told in one line, with the remedy; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * The one file that a command is about.
 *
 * @param missing what to say when none is named
 * @throws UsageError for none, and for more than one
 */
export function onlyFile(
  [file, extra]: readonly string[],
  command: string,
  kind: 'program' | 'trace',
  missing: string,
): string {
  if (file === undefined) throw new UsageError(missing)
  if (extra !== undefined)
    throw new UsageError(`one ${kind} at a time: hocket ${command} ${file}, not also ${extra}`)
  return file
}

/** @throws UsageError when there is no such file */
export function mustBeFile(file: string, kind: 'program' | 'trace' = 'program'): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new UsageError(`there is no file ${file}`)
  if (!found.isFile()) throw new UsageError(`${file} is not a file: name the ${kind} in it`)
}

const PROGRAMS = ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx', '']

/** @throws UsageError for a file that Node would not run, whose own words tell of assertions and formats */
export function mustBeProgram(file: string): void {
  mustBeFile(file)
  // Whoever brings a loader knows what it loads.
  if (process.execArgv.some(flag => /^--(import|require|loader|experimental-loader)/.test(flag)))
    return
  if (PROGRAMS.includes(extname(file))) return
  const trace = extname(file) === '.jsonl' ? `; is it a trace? hocket view ${file}` : ''
  throw new UsageError(`${file} is no program: name a file of JavaScript or TypeScript${trace}`)
}

/** @throws UsageError when a file cannot be written: before the work whose outcome it is to hold */
export function mustBeWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = { ENOENT: 'there is no such folder', EISDIR: 'it is a folder' }[code ?? '']
    throw new UsageError(`${file} cannot be written: ${reason ?? code}`)
  }
}

/**
 * What `parseArgs` of Node throws, in one line with the remedy; undefined for any other error.
 *
 * @param command the command that was called, for its help
 */
export function explainArguments(error: unknown, command: string): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: string }
  if (!String(code).startsWith('ERR_PARSE_ARGS')) return undefined
  const help = `see hocket ${command} --help`
  const unknown = /^Unknown option '([^']+)'/.exec(message ?? '')?.[1]
  if (unknown !== undefined) {
    const own = ['run', 'view'].includes(command) ? "; the program's own options come after --" : ''
    return `there is no option '${unknown}': ${help}${own}`
  }
  return `${message?.split('\n')[0]?.replace(/\.$/, '')}: ${help}`
}
