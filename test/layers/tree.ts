import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const settings = ['package.json', 'biome.json', 'biome.layers.json', 'tsconfig', '.gitignore']

/** A finding of one of the guards: the file that it blames and the rule or the code of the error. */
export interface Finding {
  readonly file: string
  readonly rule: string
}

/**
 * Which layer may import which. The table of the design, written here once more and not read from the
 * settings, since the settings are what is tested.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  fiber: ['core'],
  platform: ['core'],
  components: ['core', 'fiber'],
  interop: ['core', 'fiber'],
  trace: ['core', 'fiber'],
  testing: ['core', 'fiber', 'trace'],
  check: ['core', 'fiber', 'trace'],
  view: ['core', 'fiber', 'trace'],
  remote: ['core'],
  workers: ['core', 'remote'],
  net: ['core', 'remote'],
}

/** Every folder of src, cli too: cli may import anything, and nothing may import cli. */
export const folders: readonly string[] = [...Object.keys(layers), 'cli']

/**
 * A small source tree outside of the real one with the project's own settings: each layer has one module
 * that exports its name. Violations are planted in it.
 */
export class Tree {
  readonly #path = mkdtempSync(join(tmpdir(), 'hocket-layers-'))

  constructor() {
    for (const name of settings) {
      cpSync(join(root, name), join(this.#path, name), { recursive: true })
    }
    symlinkSync(join(root, 'node_modules'), join(this.#path, 'node_modules'))
    for (const layer of folders) {
      this.plant(`src/${layer}/index.ts`, `export const ${layer} = '${layer}'\n`)
    }
  }

  plant(file: string, code: string): void {
    mkdirSync(dirname(join(this.#path, file)), { recursive: true })
    writeFileSync(join(this.#path, file), code)
  }

  /** What the linter finds in src. */
  async biome(): Promise<Finding[]> {
    const args = ['lint', '--reporter=github', '--max-diagnostics=none', 'src']
    const output = await this.#run('biome', args)
    const line = /^::\w+ title=([^,]+),file=([^,]+),/gm
    return [...output.matchAll(line)].map(([, rule = '', file = '']) => ({
      rule,
      file: file.slice(file.lastIndexOf('src/')),
    }))
  }

  /** What the compiler finds with the settings of one layer. */
  async compiler(layer: string): Promise<Finding[]> {
    const output = await this.#run('tsc', ['-p', `tsconfig/layers/${layer}.json`])
    const line = /^(src\/[^(]+)\(\d+,\d+\): error (TS\d+)/gm
    return [...output.matchAll(line)].map(([, file = '', rule = '']) => ({ rule, file }))
  }

  [Symbol.dispose](): void {
    rmSync(this.#path, { recursive: true, force: true })
  }

  #run(tool: string, args: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { cwd: this.#path, maxBuffer: 2 ** 24 }
      execFile(join(root, 'node_modules/.bin', tool), args, options, (error, stdout, stderr) => {
        // A guard that finds something exits with 1 or 2. One that never ran has a code of another type.
        if (error !== null && typeof error.code !== 'number') reject(error)
        else resolve(stdout + stderr)
      })
    })
  }
}
