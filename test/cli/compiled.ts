/**
 * The sources and the programs of these tests as JavaScript, so that each program starts as fast as a user's does.
 */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Compiled {
  /** Runs the `hocket` command. */
  hocket(...args: string[]): Promise<Outcome>
  /** Runs Node by itself. */
  node(...args: string[]): Promise<Outcome>
  /** The path of a compiled program of `test/cli/programs`. */
  program(name: string): string
  readonly folder: string
  /** Writes a file into the folder, and gives its path. */
  write(name: string, text: string): string
  remove(): void
}

/** Compiles into a folder of its own; `remove` deletes it. */
export function compile(): Compiled {
  const folder = mkdtempSync(join(tmpdir(), 'hocket-'))
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const options = {
    extends: join(root, 'tsconfig/base.json'),
    compilerOptions: {
      rootDir: root,
      outDir: folder,
      noCheck: true,
      typeRoots: [join(root, 'node_modules/@types')],
    },
    include: [join(root, 'src'), join(root, 'test/cli/programs')],
  }
  const settings = join(folder, 'tsconfig.json')
  writeFileSync(settings, JSON.stringify(options))
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', settings], { stdio: 'pipe' })
  const node = (...args: string[]) =>
    new Promise<Outcome>(resolve => {
      // Colour is for terminals: what the tests are started from must not show.
      const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined }
      execFile(process.execPath, args, { cwd: folder, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
      })
    })
  return {
    folder,
    node,
    hocket: (...args) => node(join(folder, 'src/cli/main.js'), ...args),
    write(name, text) {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    },
    program: name => join(folder, 'test/cli/programs', `${name}.js`),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
