import { defineConfig } from '@playwright/test'

const deadlineMs = 90_000

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  // Each test runs a whole Hearthline and up to three browsers with live audio: two at once would starve two cores.
  workers: 1,
  retries: 0,
  timeout: deadlineMs,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  use: {
    // No film: encoding it takes the processor that the calls need.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
  },
  reporter: [['list']],
})
