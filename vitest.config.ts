import { lezer } from '@lezer/generator/rollup'
import { defineConfig } from 'vitest/config'

const shared = { plugins: [lezer()] }

export default defineConfig({
  test: {
    // The machine may have two cores, and each test of the engine starts worker threads of its own.
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['dot', ['json', { outputFile: '.tmp/vitest.json' }]] : ['default'],
    projects: [
      { ...shared, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 20_000 } },
      {
        ...shared,
        test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
})
