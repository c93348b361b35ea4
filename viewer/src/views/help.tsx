import { useEffect, useRef } from 'preact/hooks'
import { MEANING, STATUSES } from '../model/status.ts'
import { helpOpen } from './dialogs.ts'
import { LampIcon } from './glyph.tsx'
import { KEYS } from './keys.ts'

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null)
  const open = helpOpen.value
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <dialog ref={dialog} aria-label="Help" onClose={() => (helpOpen.value = false)}>
      <h2>Keys</h2>
      <dl>
        {KEYS.map(([keys, meaning]) => (
          <>
            <dt>
              {keys.split(' ').map(key => (
                <>
                  <kbd>{key}</kbd>{' '}
                </>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
      <h2>A process is</h2>
      <dl>
        {STATUSES.map(status => (
          <>
            <dt>
              <LampIcon status={status} /> {status}
            </dt>
            <dd>{MEANING[status]}</dd>
          </>
        ))}
      </dl>
      <button type="button" onClick={() => (helpOpen.value = false)}>
        Close
      </button>
    </dialog>
  )
}
