/**
 * Names as people read them: what many processes of one kind have in common, and where a site points.
 */

/**
 * The common part of the names of one kind of process: `worker#12`, `worker[12]`, `worker 12` and
 * `worker-12` are all a `worker`.
 */
export function baseName(name: string): string {
  const base = name.replace(/[\s._#:-]*[[(]?\d+[\])]?$/, '')
  return base === '' ? name : base
}

export interface Site {
  readonly file: string
  readonly line: number | undefined
  readonly column: number | undefined
  /** The last part of the path with the line, for display. */
  readonly short: string
  /** An address that opens the place in an editor, where the path is absolute. */
  readonly link: string | undefined
}

/**
 * Reads `file:///a/b.ts:12:5`, `/a/b.ts:12` and the like.
 *
 * @param directory where the program ran: paths below it are told relative to it
 */
export function parseSite(site: string, directory?: string): Site {
  const [, path = site, line, column] = /^(.*?)(?::(\d+))?(?::(\d+))?$/.exec(site) ?? []
  const file = decode(path.replace(/^file:\/\//, ''))
  const short = `${file.split(/[\\/]/).pop()}${line ? `:${line}` : ''}`
  const isAbsolute = (name: string) => name.startsWith('/') || /^[A-Za-z]:[\\/]/.test(name)
  const whole = isAbsolute(file) || directory === undefined ? file : `${directory}/${file}`
  const place = `${encodeURI(whole)}${line ? `:${line}` : ''}${column ? `:${column}` : ''}`
  return {
    file,
    line: line ? Number(line) : undefined,
    column: column ? Number(column) : undefined,
    short,
    link: isAbsolute(whole)
      ? `vscode://file${whole.startsWith('/') ? '' : '/'}${place}`
      : undefined,
  }
}

function decode(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
