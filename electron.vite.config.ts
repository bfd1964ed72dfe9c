import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { lezer } from '@lezer/generator/rollup'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
// Everything of the engine lies flat in out/main, so that a bundle finds the worker's file beside itself.
const flat = { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' }

/**
 * Writes gymServer.files.json: every file and package the gym server loads, for the image it runs in.
 * The server and its emulator's worker must need nothing native, so that Node and these files are all of it.
 */
function listGymFiles(): Plugin {
  return {
    name: 'ptp-gym-files',
    generateBundle(_options, bundle) {
      const files = new Set<string>()
      const packages = new Set<string>()
      const queue = ['gymServer.js', 'emulatorWorker.js']
      for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
        const chunk = bundle[name]
        if (chunk?.type !== 'chunk') {
          if (!isBuiltin(name)) packages.add(name)
        } else if (!files.has(name)) {
          files.add(name)
          queue.push(...chunk.imports, ...chunk.dynamicImports)
        }
      }
      const native = [...packages].filter((name) => !['boytacean', 'xxhash-wasm'].includes(name))
      if (native.length > 0) this.error(`the gym server needs ${native.join(', ')}, which its image does not have`)
      this.emitFile({ type: 'asset', fileName: 'gymServer.files.json', source: JSON.stringify({ files: [...files].sort(), packages: [...packages].sort() }) })
    },
  }
}

export default defineConfig({
  main: {
    plugins: [lezer(), listGymFiles()],
    define: { __PTP_VERSION__: JSON.stringify(version) },
    build: {
      outDir: 'out/main',
      // Node 24 does not know `using` yet; this has it rewritten.
      target: 'node20',
      rolldownOptions: {
        input: {
          main: 'src-main/main.ts',
          ptp: 'src-main/cli/ptp.ts',
          emulatorWorker: 'src-main/emulator/embedded/worker.ts',
          gymServer: 'src-main/gym/main.ts',
          centralWorker: 'src-main/analytics/worker.ts',
        },
        output: { ...flat, format: 'es' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: false,
      rolldownOptions: {
        input: { bridge: 'src-preload/bridge.ts' },
        // A sandboxed preload must be CommonJS.
        output: { entryFileNames: '[name].cjs', format: 'cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [react(), lezer()],
    optimizeDeps: { include: ['@lezer/lr'] },
    build: { outDir: 'out/renderer', rolldownOptions: { input: 'src-renderer/index.html' } },
  },
})
