import { statSync } from 'node:fs'

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
export function mustBeFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new UsageError(`there is no file ${file}`)
  if (!found.isFile()) throw new UsageError(`${file} is not a file: name the program in it`)
}
