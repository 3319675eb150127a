import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['{client,server,shared}/src/**/*.test.{ts,tsx}'],
    // Each file gets a child process: node-datachannel crashes in worker threads.
    pool: 'forks',
    testTimeout: 15_000,
    // Style sheets that a test reads as text keep their text; those that code imports stay empty.
    css: { include: /\.css\?raw$/ },
  },
})
