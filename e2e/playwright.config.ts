import { defineConfig } from '@playwright/test'

const deadlineMs = 90_000
const screens = ['hardware-key', 'networks', 'sign-in', 'start'].map((name) => `${name}.spec.ts`)

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  workers: 1,
  projects: [
    // Pages without sound: two at once do no harm on two cores (.ci/verify.ts runs them so).
    { name: 'screens', testMatch: screens },
    // A whole Hearthline and up to three browsers with live audio each: two at once would starve two cores.
    { name: 'calls', testMatch: '*.spec.ts', testIgnore: screens },
  ],
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
