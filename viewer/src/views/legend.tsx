import { MEANING, type ProcessStatus } from '../model/status.ts'
import { LampIcon } from './glyph.tsx'

const ORDER: readonly ProcessStatus[] = [
  'running',
  'ready',
  'blocked',
  'poisoned',
  'failed',
  'ended',
]

export function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      {ORDER.map(status => (
        <li key={status} title={MEANING[status]}>
          <LampIcon status={status} />
          {status}
        </li>
      ))}
    </ul>
  )
}
