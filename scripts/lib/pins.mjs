// Makes constants of what compiled modules import from each other:
//
//     import { ports } from './ports.js';
//     import { ports as $ports } from './ports.js'; const ports = $ports;
//
// V8 looks an imported binding up at each use, and checks what it finds. A constant of the module that is compiled it
// takes for granted, with the fields of an object that nobody has changed yet: `ports.tracer !== null` is then no
// comparison at all, until somebody observes. How much that is: DESIGN.md, "Speed". Bundlers that put modules together
// do the same by themselves.
import { readFileSync, writeFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { filesUnder } from './stale.mjs'

/**
 * What is pinned in the core, where every pin is bytes that a page loads: what each communication asks for. Other
 * modules of it are left alone, and of other folders all is pinned.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const CORE = {
  'core/buffer.js': ['NONE', 'budget', 'ports'],
  'core/channel.js': ['DRAINING', 'NONE', 'append', 'budget', 'ports', 'shift'],
  'core/operation.js': ['budget', 'ports'],
  'core/reader.js': ['AsyncOperation', 'DRAINING', 'NONE', 'completed'],
  'core/scope.js': ['ports'],
  'core/writer.js': ['AsyncOperation', 'OPEN'],
}

/** An import of names from a module beside, as the compiler prints it. */
const NAMED_IMPORT = /^import \{ ([^}]*?),? \} from '(\.[^']*)';/gm

/**
 * The text of a compiled module with these names pinned; without names, all that it imports from modules beside it.
 *
 * @param {string} source
 * @param {readonly string[]} [names]
 * @throws Error when one of the names is not imported
 */
export function pin(source, names) {
  const pinned = new Set()
  const text = source.replace(NAMED_IMPORT, (_, list, from) => {
    const constants = []
    const clauses = list.split(', ').map(clause => {
      const [imported, local = imported] = clause.split(' as ')
      if (names !== undefined && !names.includes(local)) return clause
      pinned.add(local)
      constants.push(` const ${local} = $${local};`)
      return `${imported} as $${local}`
    })
    // On the same line: the positions in a stack stay those of the compiler.
    return `import { ${clauses.join(', ')} } from '${from}';${constants.join('')}`
  })
  const missing = names?.filter(name => !pinned.has(name)) ?? []
  if (missing.length > 0) throw new Error(`nothing to pin by the name of ${missing.join(', ')}`)
  return text
}

/**
 * Pins the imports of the library in the folder that it was compiled to.
 *
 * @param {string} folder
 */
export function pinLibrary(folder) {
  for (const file of filesUnder(folder)) {
    if (!file.endsWith('.js')) continue
    const source = readFileSync(file, 'utf8')
    const module = relative(folder, file).replaceAll(sep, '/')
    // What is pinned keeps the value it has when the importing module starts.
    if (/^export (?:let|var) /m.test(source))
      throw new Error(`${module} exports a variable, which cannot be pinned: export a constant`)
    const names = module.startsWith('core/') ? (CORE[module] ?? []) : undefined
    writeFileSync(file, pin(source, names))
  }
}
