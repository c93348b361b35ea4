// Loaded before the main job when a test sends it SIGINT: the file named `held.txt` opens only after that signal,
// so that the job is certainly under way when it is interrupted. Tells the parent when it has got so far.
import { createRequire, syncBuiltinESMExports } from 'node:module'

const files = createRequire(import.meta.url)('node:fs/promises')
const { open } = files

files.open = async (path, ...rest) => {
  if (path.endsWith('held.txt')) {
    const interrupted = new Promise(resolve => process.once('SIGINT', resolve))
    process.send('held')
    await interrupted
    process.disconnect()
  }
  return open(path, ...rest)
}
syncBuiltinESMExports()
