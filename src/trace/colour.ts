/**
 * Colour for terminals, and when to use it (https://no-color.org, https://force-color.org).
 */

export interface Palette {
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly alarm: (text: string) => string
  readonly process: (text: string) => string
  readonly channel: (text: string) => string
}

const plain = (text: string) => text
const style = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`

export const monochrome: Palette = {
  strong: plain,
  faint: plain,
  alarm: plain,
  process: plain,
  channel: plain,
}

export const colours: Palette = {
  strong: style(1, 22),
  faint: style(2, 22),
  alarm: style(31, 39),
  process: style(36, 39),
  channel: style(33, 39),
}

/** Whether text for a stream may be coloured: `FORCE_COLOR` decides, then `NO_COLOR`, then whether it is a terminal. */
export function wantsColour(
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  const forced = environment.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  // The convention counts a variable that is set but empty as not set.
  if (environment.NO_COLOR) return false
  return isTerminal && environment.TERM !== 'dumb'
}
