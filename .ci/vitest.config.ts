import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['{client,server,shared}/src/**/*.test.{ts,tsx}'],
    // Each file gets a child process: node-datachannel crashes in worker threads.
    pool: 'forks',
    testTimeout: 15_000,
  },
})
