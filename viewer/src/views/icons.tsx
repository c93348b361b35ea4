/** Icons as paths: what a font lacks would show as a box. */
const PATHS = {
  back: 'M12.5 5 L7 10 L12.5 15 Z M5 5 V15',
  play: 'M7 4.8 L15 10 L7 15.2 Z',
  pause: 'M7.2 5 V15 M12.8 5 V15',
  on: 'M7.5 5 L13 10 L7.5 15 Z M15 5 V15',
  close: 'M5.5 5.5 L14.5 14.5 M14.5 5.5 L5.5 14.5',
  copy: 'M7.5 7.5 H15.5 V15.5 H7.5 Z M4.5 12.5 V4.5 H12.5',
  sun: 'M10 6.8 A3.2 3.2 0 1 1 9.99 6.8 Z M10 2.5 V4 M10 16 V17.5 M2.5 10 H4 M16 10 H17.5 M4.7 4.7 L5.8 5.8 M14.2 14.2 L15.3 15.3 M15.3 4.7 L14.2 5.8 M5.8 14.2 L4.7 15.3',
  moon: 'M15.5 12.2 A6.3 6.3 0 1 1 8 4.4 A5 5 0 0 0 15.5 12.2 Z',
  down: 'M5.5 8 L10 12.5 L14.5 8',
  up: 'M5.5 12 L10 7.5 L14.5 12',
} as const

const SOLID: ReadonlySet<string> = new Set(['play', 'back', 'on'])

export function Icon({ name, size = 17 }: { name: keyof typeof PATHS; size?: number }) {
  return (
    <svg class="drawn" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true">
      <path d={PATHS[name]} fill={SOLID.has(name) ? 'currentColor' : 'none'} />
    </svg>
  )
}
