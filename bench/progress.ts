/** What the benchmark says while it works: on the standard error, so that figures can be piped. */

const terminal = process.stderr.isTTY

/** Shows which launch is under way; on a terminal each line takes the place of the one before. */
export function progress(line: string): void {
  process.stderr.write(terminal ? `\r\u001b[K${line}` : `${line}\n`)
}

/** A line that stays. */
export function say(line: string): void {
  process.stderr.write(terminal ? `\r\u001b[K${line}\n` : `${line}\n`)
}
