import { defineConfig } from 'vitest/config'

const common = {
  // Child processes: node-datachannel crashes in worker threads.
  pool: 'forks',
  testTimeout: 15_000,
} as const

/** A packet is due every 20 ms, and none may be lost: one file at a time, with the whole machine to itself. */
const pacedTests = [
  'server/src/media/**/*.test.ts',
  'server/src/voice/{supervise*,re-anchor,rejoin,transfer}.test.ts',
]

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'rules',
          include: ['{client,shared}/src/**/*.test.{ts,tsx}', 'server/src/control/**/*.test.ts'],
          // One process for many files: no module of ours keeps state, and loading control anew for each of a hundred
          // files took a third of the time.
          isolate: false,
          // They keep the processor busy: one process for each core, with nothing beside them that counts in milliseconds.
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          // Style sheets that a test reads as text keep their text; those that code imports stay empty.
          css: { include: /\.css\?raw$/ },
        },
      },
      {
        test: {
          ...common,
          name: 'lines',
          include: ['server/src/**/*.test.ts'],
          exclude: ['server/src/control/**', ...pacedTests],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: 'pace',
          include: pacedTests,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
