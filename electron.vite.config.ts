import { readFileSync } from 'node:fs'
import { lezer } from '@lezer/generator/rollup'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
// Everything of the engine lies flat in out/main, so that a bundle finds the worker's file beside itself.
const flat = { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' }

export default defineConfig({
  main: {
    plugins: [lezer()],
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
