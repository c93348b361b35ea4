/** Traces that come as text: dropped on the page, chosen in a dialog, or embedded in the page itself. */
import { parseTraceFile } from '../model/trace-file.ts'
import { disconnect } from './connection.ts'
import { discard, enqueue, flush } from './frames.ts'
import { goTo } from './playback.ts'
import { history, link, reset, trouble } from './session.ts'

export function showTrace(text: string, name: string): void {
  try {
    const { header, events } = parseTraceFile(text)
    disconnect()
    discard()
    reset({ program: name, mode: 'recorded', ...header })
    link.value = 'file'
    enqueue(events)
    flush()
    // A counterexample is a story: it is read from its beginning.
    if (header.mode === 'counterexample') goTo(history.first)
  } catch (error) {
    trouble.value = `${name}: ${error instanceof Error ? error.message : String(error)}`
  }
}

export async function openFile(file: File): Promise<void> {
  showTrace(await file.text(), file.name)
}

/** A page that carries its own trace in `<script type="application/jsonl" id="trace">`. */
export function showEmbedded(): boolean {
  const element = document.getElementById('trace')
  if (!element?.textContent) return false
  showTrace(element.textContent, element.dataset.name ?? 'recorded trace')
  return true
}
