/** Search: a combobox over the names of processes and channels. */
import { useState } from 'preact/hooks'
import { type Found, search } from '../model/search.ts'
import { view } from '../session/session.ts'
import { show } from './select.ts'

export function Search() {
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const found = query === '' ? [] : search(view.peek().head, query)
  const choose = (one: Found | undefined, field: HTMLElement) => {
    if (!one) return
    setQuery('')
    field.blur()
    show({ kind: one.kind, id: one.id })
  }
  return (
    <div class="search">
      <input
        id="search"
        type="text"
        role="combobox"
        placeholder="Search  /"
        aria-label="Search processes and channels"
        aria-expanded={found.length > 0}
        aria-controls="found"
        aria-activedescendant={found.length > 0 ? `found-${active}` : undefined}
        autocomplete="off"
        value={query}
        onInput={event => {
          setQuery(event.currentTarget.value)
          setActive(0)
        }}
        onKeyDown={event => {
          if (event.key === 'ArrowDown') setActive(Math.min(active + 1, found.length - 1))
          else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0))
          else if (event.key === 'Enter') choose(found[active], event.currentTarget)
          else if (event.key === 'Escape') {
            setQuery('')
            event.currentTarget.blur()
          } else return
          event.preventDefault()
        }}
        onBlur={() => setQuery('')}
      />
      {found.length > 0 && (
        <div class="found" id="found" role="listbox" aria-label="Found">
          {found.map((one, index) => (
            <div
              key={`${one.kind}${one.id}`}
              id={`found-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              // The field would lose the focus, and the list with it, before the click came.
              onPointerDown={event => {
                event.preventDefault()
                choose(one, document.getElementById('search') as HTMLElement)
              }}
            >
              <span>{one.name}</span>
              <span>{one.kind}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
