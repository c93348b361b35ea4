import { createHash } from 'node:crypto'
import { defineConfig, type Plugin } from 'vite'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: Number.POSITIVE_INFINITY,
    reportCompressedSize: false,
  },
  plugins: [singleFile()],
})

/**
 * Puts scripts and styles into the page, with a Content-Security-Policy that admits this one script by its
 * hash, the layout worker made from it, and requests to the page's own origin; nothing else can be loaded.
 */
function singleFile(): Plugin {
  return {
    name: 'single-file',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['index.html']
      if (page?.type !== 'asset') throw new Error('the build has no index.html')
      let html = String(page.source)
      let script = ''
      for (const [name, file] of Object.entries(bundle)) {
        if (file === page) continue
        delete bundle[name]
        if (file.type === 'chunk') {
          // A closing tag inside a string literal would end the script early.
          script += file.code.replaceAll('</script', '<\\/script')
          html = html.replace(/<script type="module"[^>]*><\/script>/, '')
        } else if (name.endsWith('.css')) {
          html = html.replace(
            /<link rel="stylesheet"[^>]*>/,
            () => `<style>${String(file.source)}</style>`,
          )
        }
      }
      const hash = createHash('sha256').update(script).digest('base64')
      const policy = [
        "default-src 'none'",
        `script-src 'sha256-${hash}'`,
        "style-src 'unsafe-inline'",
        'img-src data: blob:',
        'worker-src blob:',
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; ')
      html = html.replace(
        '<meta charset="utf-8" />',
        () =>
          `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
      )
      page.source = html.replace(
        '</body>',
        () => `  <script type="module">${script}</script>\n  </body>`,
      )
    },
  }
}
