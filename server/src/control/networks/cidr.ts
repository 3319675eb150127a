import type { Problem, RangeFault } from '@hearthline/shared'
import ipaddr from 'ipaddr.js'

export type ParsedCidr =
  | { ok: true; cidr: string }
  | { ok: false; detail: string; range: NonNullable<Problem['range']> }

/** Nothing an organisation owns is wider than these; wider rules are catch-alls by another spelling. */
const widest = { ipv4: 8, ipv6: 20 } as const

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
/** Dotted decimal only: `010.0.0.1` is octal to some parsers and decimal to others, so it is refused. */
const ipv4Text = new RegExp(`^${octet}(?:\\.${octet}){3}$`)
const ipv6Text = /^[0-9a-f:]+(?::(?:\d{1,3}\.){3}\d{1,3})?$/i

/**
 * An address in one spelling: IPv4 dotted decimal, IPv6 as RFC 5952 writes it; `::ffff:a.b.c.d` becomes IPv4.
 * Null for anything else: octal or shortened IPv4, zone ids, ports, names.
 */
export function parseAddress(text: string): string | null {
  if (ipv4Text.test(text)) return text
  if (text.length > 45 || !ipv6Text.test(text) || !ipaddr.IPv6.isValid(text)) return null
  const tail = text.slice(text.lastIndexOf(':') + 1)
  if (tail.includes('.') && !ipv4Text.test(tail)) return null
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String()
}

/**
 * Reads one entry of a network list. A lone address means that address. Refused, with a sentence that says what to
 * write instead: host bits that are set, prefixes out of range, catch-alls and anything that is not CIDR.
 */
export function parseCidr(text: string): ParsedCidr {
  const parts = text.trim().split('/')
  const [addressText = '', prefixText] = parts
  const address = parts.length <= 2 ? parseAddress(addressText) : null
  if (address === null || (prefixText !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(prefixText)))
    return refused(
      'no-range',
      '',
      `"${text.trim().slice(0, 60)}" is not a network. Write it like 203.0.113.0/24 or 2001:db8::/48.`,
    )

  const parsed = ipaddr.parse(address)
  const bits = parsed.kind() === 'ipv4' ? 32 : 128
  // `::ffff:a.b.c.d/n` counts its prefix over 128 bits; as IPv4 it is 96 shorter.
  const mapped = bits === 32 && addressText.includes(':')
  const prefix = prefixText === undefined ? bits : Number(prefixText) - (mapped ? 96 : 0)
  if (prefix < 0 || prefix > bits)
    return refused('prefix', `/${bits}`, `"${text.trim()}" has a prefix out of range (at most /${bits}).`)
  const least = widest[parsed.kind()]
  if (prefix < least)
    return refused(
      'catch-all',
      `/${least}`,
      `"${text.trim()}" covers too much of the internet to be a network of yours; /${least} is the widest allowed.`,
    )

  const network = (parsed.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(
    `${address}/${prefix}`,
  )
  const networkText = network instanceof ipaddr.IPv6 ? network.toRFC5952String() : network.toString()
  if (networkText !== address)
    return refused(
      'host-bits',
      `${networkText}/${prefix}`,
      `"${text.trim()}" names a host inside its network. Did you mean ${networkText}/${prefix}?`,
    )
  return { ok: true, cidr: `${networkText}/${prefix}` }
}

/** Whether a normalised address lies in one of the normalised networks. */
export function addressIsIn(address: string, cidrs: readonly string[]): boolean {
  if (parseAddress(address) === null) return false
  const parsed = ipaddr.parse(address)
  return cidrs.some((cidr) => {
    const [network, prefix] = ipaddr.parseCIDR(cidr)
    return network.kind() === parsed.kind() && parsed.match(network, prefix)
  })
}

/**
 * The line that a normalised address belongs to, as a key for limits: an IPv6 customer owns a whole /64 and can change
 * addresses inside it at will.
 */
export function wholeLine(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail = ''] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === '' ? [] : tail.split(':')
  const gap = address.includes('::') ? Array.from({ length: 8 - left.length - right.length }, () => '0') : []
  return `${[...left, ...gap, ...right].slice(0, 4).join(':')}::/64`
}

const refused = (fault: RangeFault, hint: string, detail: string): ParsedCidr => ({
  ok: false,
  detail,
  range: { fault, hint },
})
