/** The page without a network: what it is waiting for, and what the user can do. */
import { openFile } from '../session/files.ts'
import { link } from '../session/session.ts'

export function Empty() {
  return (
    <div class="empty">
      <Sketch />
      {link.value === 'none' || link.value === 'file' ? (
        <NoTrace />
      ) : link.value === 'refused' ? (
        <>
          <h2>The program refused the connection</h2>
          <p>
            The address carries a token that is good for one run. Open the address that the program
            has printed last.
          </p>
        </>
      ) : link.value === 'ended' ? (
        <>
          <h2>The program ended without spawning a process</h2>
          <p>Nothing was traced, so there is nothing to draw.</p>
        </>
      ) : (
        <>
          <h2>Waiting for the first process</h2>
          <p>The picture appears as soon as the program spawns a process or makes a channel.</p>
        </>
      )}
    </div>
  )
}

function NoTrace() {
  return (
    <>
      <h2>Drop a trace here</h2>
      <p>
        This page draws a network of processes: who runs, who is blocked, and on what. Watch a
        program live, or record it and look later.
      </p>
      <pre>
        <code>
          {'hocket view program.ts\n'}
          {'hocket run program.ts --trace trace.jsonl'}
        </code>
      </pre>
      <label class="open">
        Open a recorded trace
        <input
          class="unseen"
          type="file"
          accept=".jsonl,.json,.ndjson,.txt"
          onChange={event => {
            const [file] = event.currentTarget.files ?? []
            if (file) void openFile(file)
          }}
        />
      </label>
    </>
  )
}

/** Two voices that share a melody by turns. */
function Sketch() {
  return (
    <svg viewBox="0 0 200 60" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
      <rect x="2" y="18" width="44" height="24" rx="7" />
      <rect x="78" y="18" width="44" height="24" rx="7" />
      <rect x="154" y="18" width="44" height="24" rx="7" />
      <path d="M46 30H70M122 30H146" />
      <path d="M76 30l-7-4v8zM152 30l-7-4v8z" fill="currentColor" stroke="none" />
    </svg>
  )
}
