import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import * as web from '../../src/interop/index.ts'
import * as node from '../../src/interop/node/index.ts'
import { names } from './volume.ts'

const program = fileURLToPath(new URL('volume.ts', import.meta.url))

function move(name: string): Promise<{ seen: number; growth: number }> {
  return new Promise((resolve, reject) => {
    const flags = ['--expose-gc', '--import', 'tsx', program, name]
    execFile(process.execPath, flags, (error, output) => {
      if (error === null) resolve(JSON.parse(output))
      else reject(error)
    })
  })
}

test('every adapter is measured', () => {
  const adapters = [...Object.keys(web), ...Object.keys(node)].filter(name =>
    /^(from|to)/.test(name),
  )
  expect(adapters.filter(name => !names.includes(name))).toEqual([])
})

test.each(names)(
  'a gigabyte through %s grows the resident memory by less than 64 MB',
  async name => {
    const { seen, growth } = await move(name)
    expect(seen).toBe(2 ** 30)
    expect(growth).toBeLessThan(64 * 2 ** 20)
  },
)

test('what piles up is found', async () => {
  expect((await move('pile')).growth).toBeGreaterThan(64 * 2 ** 20)
})
