import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository, with no trailing slash. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Where the scripts remember what they have done; npm removes it together with the packages. */
export const cache = join(root, 'node_modules', '.cache', 'hocket')

/** The program `name` of an installed development dependency. */
export const tool = name => join(root, 'node_modules', '.bin', name)
