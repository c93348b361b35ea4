import { useState } from 'preact/hooks'
import { openFile } from '../session/files.ts'
import { isEmpty, trouble } from '../session/session.ts'
import { Empty } from './empty.tsx'
import { Patterns } from './glyph.tsx'
import { Graph } from './graph.tsx'
import { Heading } from './heading.tsx'
import { Help } from './help.tsx'
import { Inspector } from './inspector.tsx'
import { Notice } from './notice.tsx'
import { Timeline } from './timeline.tsx'

export function App() {
  const [dropping, setDropping] = useState(false)
  return (
    <div
      class="app"
      onDragOver={event => {
        event.preventDefault()
        setDropping(true)
      }}
      onDragLeave={event => {
        if (event.relatedTarget === null) setDropping(false)
      }}
      onDrop={event => {
        event.preventDefault()
        setDropping(false)
        const [file] = event.dataTransfer?.files ?? []
        if (file) void openFile(file)
      }}
    >
      <Patterns />
      <div>
        <Heading />
        <Notice />
        {trouble.value && (
          <div class="trouble" role="alert">
            <span class="grow">{trouble.value}</span>
            <button type="button" onClick={() => (trouble.value = undefined)}>
              Dismiss
            </button>
          </div>
        )}
      </div>
      {isEmpty.value ? (
        <main class="empty-stage">
          <Empty />
        </main>
      ) : (
        <>
          <main class="stage">
            <Graph />
            <Inspector />
          </main>
          <Timeline />
        </>
      )}
      <Help />
      {dropping && <div class="dropping">Drop the trace to open it</div>}
    </div>
  )
}
