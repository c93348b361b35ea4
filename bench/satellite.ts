import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from './root.ts'

/** Installs the packages of a folder that has its own, for what only some commands need, when they are missing. */
export function install(satellite: string, say: (line: string) => void): void {
  const cwd = join(folder, satellite)
  if (existsSync(join(cwd, 'node_modules'))) return
  say(`npm ci in bench/${satellite}`)
  spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, stdio: 'ignore' })
}
