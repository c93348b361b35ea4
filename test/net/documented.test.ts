/** The page on remote channels says of each row of its table of failures which test shows it. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')

/** The last cell of each row of the table. */
function rows(page: string): string[] {
  const [, table = ''] = page.split('| when this happens')
  const lines = table.slice(0, table.indexOf('\n\n')).split('\n').slice(2)
  return lines.map(line => line.split('|').at(-2) ?? '')
}

test('every row names tests, and they are there', () => {
  const sources = ['net', 'remote'].flatMap(folder =>
    readdirSync(fileURLToPath(new URL(`../${folder}`, import.meta.url)))
      .filter(name => name.endsWith('.ts'))
      .map(name => read(`test/${folder}/${name}`)),
  )
  const cells = rows(read('docs/remote.md'))
  expect(cells.length).toBeGreaterThan(12)
  for (const cell of cells) {
    const names = [...cell.matchAll(/\*([^*]+)\*/g)].map(([, name]) => `'${name}'`)
    expect(names, cell).not.toEqual([])
    expect(names.filter(name => !sources.some(source => source.includes(name)))).toEqual([])
  }
})
