// src → reference/dist: the API reference, of what the entry points of the package export. Fails where an export
// has no documentation; with --check that is all it looks for, and writes nothing. Needs packages of its own:
// typedoc does not run under the compiler of the root.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Application, ReflectionKind } from 'typedoc'

const check = process.argv.includes('--check')
const root = fileURLToPath(new URL('..', import.meta.url))
const { exports, version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'))
const entries = Object.values(exports).flatMap(({ types }) =>
  types === undefined ? [] : [types.replace('./dist/', `${root}src/`).replace('.d.ts', '.ts')],
)

const app = await Application.bootstrap({
  name: `hocket ${version}`,
  entryPoints: entries,
  tsconfig: `${root}tsconfig/build.json`,
  readme: 'none',
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  // Types that only stand in signatures are shown there; what is exported is looked at below.
  validation: { notExported: false, notDocumented: false, invalidLink: true, rewrittenLink: false },
  treatWarningsAsErrors: true,
  // Options of the client of NATS are inherited with their documentation, which refers to its other parts.
  externalSymbolLinkMappings: { '@nats-io/nats-core': { '*': '#' } },
  navigation: { includeGroups: false },
  logLevel: 'Warn',
  // Whether the sources are correct is another check.
  skipErrorChecking: check,
})
const project = await app.convert()
if (project === undefined) process.exit(1)

// Alone, a module would be the project itself; here each is a child.
const modules = project.getChildrenByKind(ReflectionKind.Module)
for (const module of modules)
  module.name = module.name === 'index' ? 'hocket' : `hocket/${module.name}`
const undocumented = modules.flatMap(({ name, children = [] }) =>
  children.filter(isUndocumented).map(child => `${name}: ${child.name}, in ${fileOf(child)}`),
)
for (const line of undocumented) console.error(`without documentation: ${line}`)

app.validate(project)
if (check) console.log(`${modules.length} modules`)
else await app.generateDocs(project, `${root}reference/dist`)
if (undocumented.length > 0 || app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1)

/** What is exported again is documented where it comes from; a function by each of its signatures. */
function isUndocumented(reflection) {
  if (reflection.kindOf(ReflectionKind.Reference)) return false
  const { signatures = [] } = reflection
  // Overloads are documented by the last that has a comment.
  return !reflection.hasComment() && !signatures.some(signature => signature.hasComment())
}

function fileOf(reflection) {
  return project.getSymbolIdFromReflection(reflection)?.fileName.replace(root, '')
}
