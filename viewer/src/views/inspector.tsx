/** The inspector: all that is known of what is selected, or of the whole network. */
import { selection } from '../session/session.ts'
import { ChannelDetails } from './inspect-channel.tsx'
import { GroupDetails } from './inspect-group.tsx'
import { ProcessDetails } from './inspect-process.tsx'
import { Overview } from './overview.tsx'

export function Inspector() {
  const chosen = selection.value
  return (
    <aside class="inspector" aria-label="Inspector">
      {!chosen && <Overview />}
      {chosen?.kind === 'process' && <ProcessDetails id={chosen.id} />}
      {chosen?.kind === 'channel' && <ChannelDetails id={chosen.id} />}
      {chosen?.kind === 'group' && <GroupDetails groupKey={chosen.key} />}
    </aside>
  )
}
