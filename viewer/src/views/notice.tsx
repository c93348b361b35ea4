/** What the whole network is in, when that needs a sentence. */
import { processName } from '../model/describe.ts'
import { header, view } from '../session/session.ts'

export function Notice() {
  const { knot, state, graph } = view.value
  if (knot.processes.size > 0) {
    const names = [...knot.processes].slice(0, 6).map(id => processName(state, id))
    const more =
      knot.processes.size > names.length ? ` and ${knot.processes.size - names.length} more` : ''
    return (
      <div class="notice knot" role="alert">
        Deadlock: {names.join(', ')}
        {more} wait for each other
      </div>
    )
  }
  const { mode, property } = header.value
  if (mode === 'counterexample') {
    return (
      <div class="notice">
        Counterexample{property ? `: ${property}` : ''}. Step through it with <kbd>,</kbd> and{' '}
        <kbd>.</kbd>
      </div>
    )
  }
  if (graph.leftOut > 0) {
    return <div class="notice">{graph.leftOut} channels are not drawn; fold groups to see them</div>
  }
  return null
}
