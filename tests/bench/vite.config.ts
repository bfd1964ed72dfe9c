import { lezer } from '@lezer/generator/rollup'
import { defineConfig } from 'vite'

/** Bundles the benches as the engine itself is bundled, so that what is measured is what ships. */
export default defineConfig({
  plugins: [lezer()],
  build: {
    ssr: true,
    target: 'node20',
    outDir: '.tmp/bench',
    emptyOutDir: true,
    minify: false,
    rolldownOptions: {
      input: {
        main: 'tests/bench/main.ts',
        bareWorker: 'tests/bench/bareWorker.ts',
        emulatorWorker: 'src-main/emulator/embedded/worker.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
