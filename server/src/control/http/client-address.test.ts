import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { StartError } from '../../start-error.ts'
import { createClientAddress } from './client-address.ts'

function requestFrom(peer: string | undefined, forwarded?: string): IncomingMessage {
  const socket = new Socket()
  Object.defineProperty(socket, 'remoteAddress', { value: peer })
  const request = new IncomingMessage(socket)
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded
  return request
}

describe('ACCESS-10: the client address', () => {
  const addressOf = createClientAddress(['10.0.0.0/8', '127.0.0.1'])
  it.each([
    ['the peer alone counts', '198.51.100.7', '203.0.113.1', '198.51.100.7'],
    ['a proxy speaks for its client', '127.0.0.1', '203.0.113.1', '203.0.113.1'],
    ['right to left, past our proxies', '127.0.0.1', '203.0.113.1, 10.0.0.2', '203.0.113.1'],
    ['what the client wrote itself is not believed', '127.0.0.1', '192.0.2.1, 203.0.113.1', '203.0.113.1'],
    ['mapped IPv4 is IPv4', '::ffff:198.51.100.7', undefined, '198.51.100.7'],
    ['a mapped proxy is the proxy', '::ffff:10.0.0.9', '203.0.113.1', '203.0.113.1'],
    ['nonsense ends the walk', '127.0.0.1', '203.0.113.1, unknown', '127.0.0.1'],
    ['nothing forwarded', '127.0.0.1', '', '127.0.0.1'],
    ['the zone of a link-local peer', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['a peer that is gone', undefined, '203.0.113.1', '0.0.0.0'],
  ])('%s', (_case, peer, forwarded, address) => {
    expect(addressOf(requestFrom(peer, forwarded))).toBe(address)
  })

  it('believes nobody without configured proxies', () => {
    expect(createClientAddress([])(requestFrom('127.0.0.1', '203.0.113.1'))).toBe('127.0.0.1')
  })

  it('stops the start on a proxy that is no address', () => {
    expect(() => createClientAddress(['proxy.example'])).toThrow(StartError)
  })
})
