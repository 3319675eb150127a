/** Lets whatever else waits on the event loop run before a long walk goes on (AUDIT-3). */
export const othersFirst = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve)
  })
