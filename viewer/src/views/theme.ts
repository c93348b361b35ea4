/** Dark or light: the user's system decides until the user does. */
import { effect, signal } from '@preact/signals'

export type Theme = 'light' | 'dark'

const KEY = 'hocket-theme'
const preference = matchMedia('(prefers-color-scheme: dark)')

export const theme = signal<Theme>(stored() ?? (preference.matches ? 'dark' : 'light'))

export function applyTheme(): void {
  preference.addEventListener('change', () => {
    if (stored() === undefined) theme.value = preference.matches ? 'dark' : 'light'
  })
  effect(() => {
    document.documentElement.dataset.theme = theme.value
    palette = undefined
  })
}

export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark'
  try {
    localStorage.setItem(KEY, theme.value)
  } catch {
    // A page from a file may have no storage: the choice lasts as long as the page.
  }
}

function stored(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'dark' || value === 'light' ? value : undefined
  } catch {
    return undefined
  }
}

let palette: Record<string, string> | undefined
const NAMES = [
  'paper',
  'surface',
  'ink',
  'soft',
  'faint',
  'line',
  'accent',
  'token',
  'running',
  'ready',
  'blocked',
  'poisoned',
  'failed',
  'ended',
  'knot',
]

/** The colours of the present theme, for canvases. */
export function colours(): Record<string, string> {
  if (palette) return palette
  const style = getComputedStyle(document.documentElement)
  palette = Object.fromEntries(
    NAMES.map(name => [name, style.getPropertyValue(`--${name}`).trim()]),
  )
  return palette
}
