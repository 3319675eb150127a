import { defineConfig } from '@playwright/test'

const deadlineMs = 90_000
/** What measures no more than that a tone is there, and waits for it. */
const sideBySide = [
  'check',
  'floor',
  'hardware-key',
  'inbound',
  'networks',
  'outbound',
  'outcomes',
  'peers',
  'phone',
  'recording',
  'silence',
  'sign-in',
  'start',
  'tabs',
  'turn',
  'whitelist',
].map((name) => `${name}.spec.ts`)

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  workers: 1,
  projects: [
    // Two at once do no harm on two cores (.ci/verify.ts runs them so).
    { name: 'side-by-side', testMatch: sideBySide },
    // Lost packets, seconds of silence, four browsers with live sound: each has the machine to itself.
    { name: 'alone', testMatch: '*.spec.ts', testIgnore: sideBySide },
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
