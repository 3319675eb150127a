/** The Network Information API, which Firefox and Safari do not have. */
interface Connection {
  /** `wifi`, `cellular` …; missing where the browser does not tell. */
  type?: unknown
  addEventListener: (type: 'change', listener: () => void) => void
  removeEventListener: (type: 'change', listener: () => void) => void
}
const connectionOf = (): Connection | null => {
  const connection: unknown = Reflect.get(navigator, 'connection')
  return isConnection(connection) ? connection : null
}
const isConnection = (value: unknown): value is Connection =>
  typeof value === 'object' && value !== null && 'addEventListener' in value && 'removeEventListener' in value

/** Wi-Fi to tether brings several events at once; the last of them counts. */
const settleMs = 300

/**
 * Tells when this computer is on another network: `online` everywhere, `change` of the connection where it exists.
 * @returns a function that stops watching
 */
export function watchNetwork(changed: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (navigator.onLine) changed()
    }, settleMs)
  }
  const connection = connectionOf()
  let type = connection?.type
  // It also changes with every new estimate of the speed, which is no other network.
  const other = (): void => {
    if (connection?.type === type) return
    type = connection?.type
    soon()
  }
  addEventListener('online', soon)
  connection?.addEventListener('change', other)
  return () => {
    clearTimeout(timer)
    removeEventListener('online', soon)
    connection?.removeEventListener('change', other)
  }
}
