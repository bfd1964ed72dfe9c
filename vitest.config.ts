import { existsSync } from 'node:fs'
import { lezer } from '@lezer/generator/rollup'
import { defineConfig } from 'vitest/config'
import { postgresBin } from './tests/support/postgres.ts'

const shared = { plugins: [lezer()] }
// A shared machine may stop for seconds; what passes only at the second try is named in CI's last lines. Never for the unit tests: a
// property that fails for one seed of many has found something.
const retry = process.env['CI'] ? 1 : 0
// What needs a container engine or PostgreSQL is left out where that is not to be had, but never in CI.
const isCi = process.env['CI'] !== undefined
const hasEngine = ['/var/run/docker.sock', '/usr/sbin/dockerd', '/usr/bin/dockerd'].some((file) => existsSync(file)) || process.env['DOCKER_HOST'] !== undefined
const withContainers = hasEngine || isCi
const withPostgres = isCi || postgresBin() !== null
if (!withContainers) process.stderr.write('The tests with containers are left out: no container engine is here (apt-get install docker.io).\n')
if (!withPostgres) process.stderr.write('The tests of the central database are left out: PostgreSQL is not here (apt-get install postgresql).\n')

export default defineConfig({
  test: {
    // The machine may have two cores, and each test of the engine starts worker threads of its own.
    maxWorkers: 2,
    // What a test prints is of interest only where it fails.
    silent: 'passed-only',
    reporters: process.env['CI'] ? ['dot', ['json', { outputFile: '.tmp/vitest.json' }]] : ['default'],
    projects: [
      { ...shared, test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 20_000 } },
      {
        ...shared,
        test: { name: 'integration', include: ['tests/integration/**/*.test.ts'], exclude: withPostgres ? [] : ['tests/integration/central*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000, retry },
      },
      // One after the other, when the rest is done: an engine under load is slow to start what must be well soon.
      ...(withContainers
        ? [{ ...shared, test: { name: 'containers', include: ['tests/containers/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000, retry, maxWorkers: 1, sequence: { groupOrder: 1 } } }]
        : []),
    ],
  },
})
