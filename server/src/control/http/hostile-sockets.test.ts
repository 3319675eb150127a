import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { telephony } from '../telephony.ts'
import type { Browser } from '../testing/browser.ts'
import { slowStartMs } from '../testing/call-floor.ts'
import { openHouse, type House } from '../testing/house.ts'

describe('web sockets that another site opens', () => {
  let house: House
  let browser: Browser
  beforeAll(async () => {
    house = await openHouse({ domains: [telephony] })
    browser = await house.signedIn(house.dana)
  }, slowStartMs)
  afterAll(() => house.dispose())

  /** The first line of the answer to a WebSocket handshake with this browser's cookie. */
  const shakeHands = (headers: Record<string, string>): Promise<string> =>
    new Promise((resolve, reject) => {
      const lines = Object.entries({
        Host: 'localhost',
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        Cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; '),
        ...headers,
      }).map(([name, value]) => `${name}: ${value}\r\n`)
      const socket = connect(house.control.port, '127.0.0.1', () => {
        socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n${lines.join('')}\r\n`)
      })
      socket.on('error', reject).once('data', (data) => {
        socket.destroy()
        resolve(data.toString().split('\r\n')[0] ?? '')
      })
    })

  it('REALTIME-1: our own page is let in as far as the challenge', async () => {
    expect(await shakeHands({ Origin: browser.origin })).toContain('101')
  })

  it.each([
    ['another site', { Origin: 'https://evil.example' }],
    ['our host on another port', { Origin: 'http://localhost:1' }],
    ['our host over another scheme', { Origin: 'https://localhost:8080' }],
    ['our origin in capitals', { Origin: 'HTTP://LOCALHOST:8080' }],
    ['our origin with a path', { Origin: 'http://localhost:8080/' }],
    ['our origin as a prefix', { Origin: 'http://localhost:8080.evil.example' }],
    ['a sandboxed frame', { Origin: 'null' }],
    ['two origins', { Origin: 'http://localhost:8080, https://evil.example' }],
    ['nobody', {}],
  ])(
    'REALTIME-1, AUDIT-14: a handshake from %s is refused, whatever cookie it brings',
    async (_case, headers) => {
      expect(await shakeHands({ ...headers })).toMatch(/^HTTP\/1\.1 4\d\d /)
      // The same stranger knocks all the while: one row a minute.
      const { items } = house.control.services.audit.page({ offset: 0, limit: 50, action: 'http.refused' })
      expect(items.map(({ reason, actorId, address }) => [reason, actorId, address])).toEqual([
        ['origin-refused', null, '127.0.0.1'],
      ])
    },
  )
})
