/** Milliseconds of processor time of this process, which others on the machine do not lengthen. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
