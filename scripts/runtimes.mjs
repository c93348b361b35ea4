// npm run test:runtimes [-- --all]: the smoke program on every supported runtime and, with `--all`, the whole suite
// under each Node but the one that runs this, which takes minutes. The binaries of Node and Deno come from npm, for
// Linux on x64, and are installed on the first call; the browser is Debian's Chromium.
import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { delimiter, dirname, extname, join, normalize } from 'node:path'
import { parseArgs, stripVTControlCharacters } from 'node:util'
import { root } from './lib/paths.mjs'
import { capture } from './lib/run.mjs'
import { createSteps } from './lib/steps.mjs'
import { install, setup, setupTests } from './setup.mjs'

const chromium = '/usr/bin/chromium'
const program = 'runtime-tests/main.mjs'
const nodes = ['node22', 'node24', 'node26']
const binary = path => join(root, 'runtime-tests', 'node_modules', path)
const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } })

await setup()
await setupTests()
// Some tests of the suite open the page.
if (values.all) await install('viewer')
await install('runtime-tests')
const { step, result } = createSteps()
await step('node', () => run(process.execPath, [program], process.version))
for (const name of nodes) await step(name, () => run(binary(`${name}/bin/node`), [program]))
await step('deno', () => run(binary('deno/deno'), ['run', '--quiet', program]))
await step('chromium', inBrowser)
if (values.all) for (const name of nodes) await step(`suite ${name}`, () => suite(name))
const { passed, failed } = result()
console.log(`${passed} passed, ${failed.length} failed`)
process.exitCode = failed.length === 0 ? 0 : 1

/** The smoke program says what worked; that, or `note`, ends the line of its step. */
async function run(command, args, note) {
  const { code, output } = await capture(command, args)
  return { code, output, note: note ?? (code === 0 ? output.trim() : undefined) }
}

/** The suite under another Node, which is also the one that tests start by its name. */
async function suite(name) {
  const node = binary(`${name}/bin/node`)
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` }
  const { code, output } = await capture(node, ['node_modules/vitest/vitest.mjs', 'run'], { env })
  const totals = /^ *Tests +(.*)$/m.exec(stripVTControlCharacters(output))?.[1]
  return { code, output, note: totals }
}

async function inBrowser() {
  if (!existsSync(chromium)) return { code: 1, output: `${chromium} is missing` }
  const { chromium: driver } = await import('playwright-core')
  const server = createServer(serve).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  const browser = await driver.launch({ executablePath: chromium, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
    await page.goto(`http://127.0.0.1:${port}/`)
    const call = async path => (await import(path)).smoke()
    const parts = await page.evaluate(call, '/runtime-tests/smoke.mjs')
    return { code: 0, note: `ok: ${parts.join(', ')}` }
  } finally {
    await browser.close()
    server.close()
  }
}

/** Files of the repository as modules, and an empty page for every other path. */
function serve(request, response) {
  const path = normalize(new URL(request.url, 'http://localhost').pathname)
  if (['.js', '.mjs'].includes(extname(path)) && existsSync(join(root, path))) {
    response.setHeader('content-type', 'text/javascript')
    createReadStream(join(root, path)).pipe(response)
  } else {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html>')
  }
}
