import type { IncomingMessage } from 'node:http'
import { StartError } from '../../start-error.ts'
import { addressIsIn, parseAddress, parseCidr } from '../people/index.ts'

/** What stands for a peer that has already gone. No network list contains it. */
const nobody = '0.0.0.0'

/**
 * Finds the client's address: the peer of the socket, and only while that is a configured proxy, the next entry of
 * `X-Forwarded-For` from right to left (rule ACCESS-10). An entry that is no address ends the walk.
 * @throws StartError when a configured proxy is no address or network.
 */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const proxies = trustedProxies.map((text) => {
    const parsed = parseCidr(text)
    if (!parsed.ok) throw new StartError(`Configuration: HEARTHLINE_TRUSTED_PROXIES: ${parsed.detail}`)
    return parsed.cidr
  })
  return (request) => {
    // A link-local peer carries the name of our own interface behind `%`.
    const [peer = ''] = (request.socket.remoteAddress ?? '').split('%')
    let address = parseAddress(peer) ?? nobody
    const header = request.headers['x-forwarded-for']
    const forwarded = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',')
    while (forwarded.length > 0 && addressIsIn(address, proxies)) {
      const next = parseAddress((forwarded.pop() ?? '').trim())
      if (next === null) break
      address = next
    }
    return address
  }
}
