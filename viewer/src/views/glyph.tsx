/** A status as a shape and a pattern: colour is never the only sign. */
import type { ProcessStatus } from '../model/status.ts'

/** Paths in a square of 20, centred. */
const GLYPHS: Readonly<Record<ProcessStatus, string>> = {
  running: 'M8 6.4 L14 10 L8 13.6 Z',
  ready: 'M10 6.2 A3.8 3.8 0 1 1 9.99 6.2 Z',
  blocked: 'M8 6.5 V13.5 M12 6.5 V13.5',
  poisoned: 'M10 5 L15 10 L10 15 L5 10 Z M8.6 8.6 L11.4 11.4 M11.4 8.6 L8.6 11.4',
  failed: 'M6.8 6.8 L13.2 13.2 M13.2 6.8 L6.8 13.2',
  ended: 'M6.6 10.2 L9.2 12.8 L13.6 7.6',
}

const HATCH: Partial<Record<ProcessStatus, string>> = {
  blocked: 'hatch',
  poisoned: 'cross',
  ready: 'dots',
}

/** The lamp's parts, to be placed in an `svg`; the surrounding class sets the shade. */
export function Lamp({ status, size = 20 }: { status: ProcessStatus | undefined; size?: number }) {
  const pattern = status && HATCH[status]
  return (
    <g transform={`scale(${size / 20})`}>
      <rect class="lamp" width="20" height="20" rx="5" />
      {pattern && <rect class="hatch" width="20" height="20" rx="5" fill={`url(#${pattern})`} />}
      {status && <path class={`glyph ${status === 'running' ? 'solid' : ''}`} d={GLYPHS[status]} />}
    </g>
  )
}

export function LampIcon({ status }: { status: ProcessStatus | undefined }) {
  return (
    <svg
      class={`lamp-icon ${status ?? ''}`}
      viewBox="0 0 20 20"
      width="15"
      height="15"
      aria-hidden="true"
    >
      <Lamp status={status} />
    </svg>
  )
}

export function Patterns() {
  return (
    <svg width="0" height="0" style="position:absolute" aria-hidden="true">
      <defs>
        <pattern
          id="hatch"
          width="4"
          height="4"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width="1" height="4" fill="var(--blocked)" opacity=".55" />
        </pattern>
        <pattern id="cross" width="4" height="4" patternUnits="userSpaceOnUse">
          <path d="M0 0L4 4M4 0L0 4" stroke="var(--poisoned)" stroke-width=".7" opacity=".6" />
        </pattern>
        <pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">
          <circle cx="2" cy="2" r=".7" fill="var(--ready)" opacity=".7" />
        </pattern>
      </defs>
    </svg>
  )
}
