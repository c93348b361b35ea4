// npm run types: the compiler over every layer by its own settings, over the scripts, and over everything together.
// The last needs dist, since examples import the package by its name.
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cache, root, tool } from './lib/paths.mjs'
import { capture } from './lib/run.mjs'

/**
 * Checks all types.
 *
 * @returns {Promise<{ code: number, output: string, count: number }>} `count` is the number of projects
 */
export async function types() {
  const projects = [...layers(), 'tsconfig/scripts.json', 'tsconfig.json']
  const results = new Map()
  const waiting = [...projects]
  const work = async () => {
    for (let project = waiting.pop(); project !== undefined; project = waiting.pop()) {
      results.set(project, await check(project))
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  const failed = projects.filter(project => results.get(project).code !== 0)
  return {
    code: failed.length === 0 ? 0 : 1,
    output: failed.map(project => `${project}\n${results.get(project).output}`).join('\n'),
    count: projects.length,
  }
}

function check(project) {
  const record = join(cache, 'types', `${basename(project, '.json')}.tsbuildinfo`)
  // A composite project writes a record of what it has checked, beside its settings unless told where.
  const options = project.includes('/layers/') ? ['--tsBuildInfoFile', record] : []
  return capture(tool('tsc'), ['-p', project, ...options])
}

/** The settings of each layer; base.json is what they share. */
function layers() {
  return readdirSync(join(root, 'tsconfig', 'layers'))
    .filter(name => name.endsWith('.json') && name !== 'base.json')
    .map(name => `tsconfig/layers/${name}`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { code, output, count } = await types()
  process.stdout.write(output)
  if (code === 0) console.log(`${count} projects without an error`)
  process.exitCode = code
}
