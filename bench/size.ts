/** What `import { channel, parallel, scope, select }` adds to a page: bundled, minified, compressed with brotli. */
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { folder } from './root.ts'

/** In bytes; undefined when the bundler is not installed or the library does not build. */
export async function importSize(): Promise<number | undefined> {
  try {
    // The bundler comes with the size check of the tests, and is no dependency of the benchmark.
    const { build } = (await import('esbuild' as string)) as {
      build: (options: object) => Promise<{ outputFiles: { contents: Uint8Array }[] }>
    }
    const index = join(folder, '.build', 'src', 'index.js')
    const { outputFiles } = await build({
      stdin: {
        contents: `export { channel, parallel, scope, select } from ${JSON.stringify(index)}`,
        resolveDir: folder,
      },
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      logLevel: 'silent',
    })
    return brotliCompressSync(outputFiles[0]!.contents).length
  } catch {
    return undefined
  }
}
