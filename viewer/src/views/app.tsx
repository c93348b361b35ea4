import { useEffect, useState } from 'preact/hooks'
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
  const dropping = useDrop()
  return (
    <div class="app">
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

/** Takes files that are dropped anywhere on the page; true while one is held above it. */
function useDrop(): boolean {
  const [dropping, setDropping] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault()
      setDropping(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDropping(false)
    }
    const drop = (event: DragEvent) => {
      event.preventDefault()
      setDropping(false)
      const [file] = event.dataTransfer?.files ?? []
      if (file) void openFile(file)
    }
    addEventListener('dragover', over)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])
  return dropping
}
