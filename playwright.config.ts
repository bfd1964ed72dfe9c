import { defineConfig } from '@playwright/test'
import { CHROMIUM, CHROMIUM_ARGS } from './tests/support/chromium.ts'

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // A test has an engine and a browser to itself.
  workers: 2,
  // For machines that are slow or busy: what is there sooner is not waited for.
  timeout: 240_000,
  expect: { timeout: 30_000 },
  // As for the other tests: named in CI's last lines.
  retries: process.env['CI'] ? 1 : 0,
  reporter: process.env['CI'] ? [['dot'], ['json', { outputFile: '.tmp/playwright.json' }]] : 'list',
  use: {
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: { executablePath: CHROMIUM, args: CHROMIUM_ARGS },
  },
  projects: [
    { name: 'browser', testIgnore: /desktop/ },
    // Its pages belong to the app, which takes them along when it ends; the tests keep their own pictures.
    { name: 'desktop', testMatch: /desktop/, use: { trace: 'off', screenshot: 'off' } },
  ],
})
