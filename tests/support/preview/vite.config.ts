import path from 'node:path'
import { lezer } from '@lezer/generator/rollup'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { madeUpPictures } from './pictures.ts'

const here = import.meta.dirname

// npx vite --config tests/support/preview/vite.config.ts
export default defineConfig({
  root: here,
  plugins: [react(), lezer(), madeUpPictures()],
  optimizeDeps: { include: ['@lezer/lr'] },
  cacheDir: process.env['PTP_PREVIEW_CACHE'] ?? path.join(here, '../../../.tmp/preview'),
  build: { outDir: path.join(here, '../../../.tmp/preview-built'), emptyOutDir: true },
  server: { fs: { allow: [path.join(here, '../../..')] } },
})
