/** Keys that work everywhere on the page but in a text field. */

import { post } from '../session/control.ts'
import { goLive, step, togglePlay } from '../session/playback.ts'
import { isLive, paused, position } from '../session/session.ts'
import { fit, zoom } from './camera.ts'
import { helpOpen } from './dialogs.ts'
import { select, toggleFold } from './select.ts'
import { toggleTheme } from './theme.ts'

export const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ['Space', 'pause or resume the program; play a recording'],
  [', .', 'one event back, one event on; a program that is paused: one process on'],
  ['L', 'follow the newest event'],
  ['/', 'search processes and channels'],
  ['Tab ← ↑ → ↓', 'move between the nodes of the graph'],
  ['Enter', 'select; on a selected group, open it'],
  ['F', 'open or fold the selected group'],
  ['+ − 0', 'zoom in, zoom out, fit'],
  ['T', 'dark or light'],
  ['Esc', 'clear the selection'],
  ['?', 'this help'],
]

export function pauseOrPlay(): void {
  if (isLive.value && position.value === undefined) void post(paused.value ? 'resume' : 'pause')
  else togglePlay()
}

const ACTIONS: Readonly<Record<string, () => void>> = {
  ' ': pauseOrPlay,
  ',': () => step(-1),
  '.': () => step(1),
  l: goLive,
  '/': () => document.querySelector<HTMLElement>('#search')?.focus(),
  f: toggleFold,
  '+': () => zoom(1.25),
  '=': () => zoom(1.25),
  '-': () => zoom(0.8),
  '0': fit,
  t: toggleTheme,
  Escape: () => select(undefined),
  '?': () => {
    helpOpen.value = true
  },
}

export function listenForKeys(): void {
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const target = event.target as HTMLElement
    const typing = target instanceof HTMLInputElement && target.type !== 'range'
    if (typing || target.closest('dialog')) return
    // A focused button answers to the space bar itself.
    if (event.key === ' ' && target instanceof HTMLButtonElement) return
    const action = ACTIONS[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!action) return
    event.preventDefault()
    action()
  })
}
