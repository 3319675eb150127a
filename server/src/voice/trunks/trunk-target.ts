import type { TrunkAddress } from '../sip/index.ts'
import type { ResolvedTrunk } from './trunk-book.ts'

/** Where a trunk is reached; null while its name does not resolve. */
export function addressOf({ config, address }: ResolvedTrunk): TrunkAddress | null {
  if (address === null) return null
  const { transport, port, host } = config
  return transport === 'tls'
    ? { transport, address, port, tls: { serverName: host, trust: config.tlsTrust } }
    : { transport, address, port }
}

/** The trunk's name as the host of a URI. */
export const hostPart = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** `user` null: the trunk itself. `#` is the one dialled mark that RFC 3261 §25.1 wants escaped. */
export function trunkUri({ config }: ResolvedTrunk, user: string | null): string {
  const at = user === null ? '' : `${user.replaceAll('#', '%23')}@`
  const transport = config.transport === 'udp' ? '' : `;transport=${config.transport}`
  return `sip:${at}${hostPart(config.host)}:${config.port}${transport}`
}
