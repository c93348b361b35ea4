/**
 * `npm run bench -- remote [threads] [mandelbrot] [nats]`: communication between threads and between machines,
 * beside its bounds. All parts without a name.
 */
import { progress, say } from '../progress.ts'
import { figureText, table } from '../report.ts'
import { mandelbrot } from './mandelbrot.ts'
import type { Measure, Measurement } from './measurement.ts'
import { nats } from './nats.ts'
import { threads } from './threads.ts'

const parts: Readonly<Record<string, Measure>> = { threads, nats, mandelbrot }

const text = (figure: number): string => (figure < 100 ? figure.toFixed(2) : figureText(figure))

function row({ subject, value, unit, must }: Measurement): readonly string[] {
  const bound = must === undefined ? [] : [`≥ ${text(must)}`, value >= must ? 'met' : 'NOT MET']
  return [subject, text(value), unit, ...bound]
}

/** Prints the table; true when every bound is met. */
export async function measureRemote(names: readonly string[]): Promise<boolean> {
  const chosen = names.length === 0 ? Object.keys(parts) : names
  const measured: Measurement[] = []
  for (const name of chosen) {
    const part = parts[name]
    if (part === undefined) {
      say(`no part '${name}' of the remote benchmark: ${Object.keys(parts).join(', ')}`)
      return false
    }
    measured.push(...(await part(progress)))
  }
  console.log(table(['remote', 'figure', '', 'must', ''], measured.map(row)))
  return measured.every(({ value, must = 0 }) => value >= must)
}
