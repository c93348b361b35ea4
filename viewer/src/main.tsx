import { effect } from '@preact/signals'
import { render } from 'preact'
import { startLayout } from './layout/layout.ts'
import { connect } from './session/connection.ts'
import { showEmbedded } from './session/files.ts'
import { startFrames } from './session/frames.ts'
import { advance } from './session/playback.ts'
import { header, isDeadlocked } from './session/session.ts'
import { App } from './views/app.tsx'
import { listenForKeys } from './views/keys.ts'
import { applyTheme } from './views/theme.ts'
import './styles/base.css'
import './styles/graph.css'
import './styles/panels.css'

applyTheme()
startLayout()
startFrames(advance)
listenForKeys()
effect(() => {
  const program = header.value.program?.split('/').pop()
  const state = isDeadlocked.value ? 'deadlock: ' : ''
  document.title = program ? `${state}${program} – hocket` : 'hocket'
})
render(<App />, document.getElementById('app') as HTMLElement)
if (!showEmbedded()) connect()
