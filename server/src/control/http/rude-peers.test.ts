import { connect, type Socket } from 'node:net'
import { Problem } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { slowStartMs } from '../testing/call-floor.ts'
import { telephony } from '../telephony.ts'
import { openHouse, type House } from '../testing/house.ts'

/** Everything the server says on one connection until it closes it. */
const conversation = (socket: Socket) =>
  new Promise<string>((resolve, reject) => {
    let said = ''
    socket
      .on('data', (data) => (said += data.toString()))
      .on('close', () => resolve(said))
      .on('error', reject)
  })
const upgrade = (path: string, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${headers}\r\n`
const read = (answer: string) => {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), head, problem: Problem.parse(JSON.parse(body)) }
}

describe('peers that know no manners', () => {
  let house: House
  beforeAll(async () => {
    house = await openHouse({ domains: [telephony] })
  }, slowStartMs)
  afterAll(() => house.dispose())

  const ask = (text: string) => {
    const socket = connect(house.control.port, '127.0.0.1', () => socket.write(text))
    return conversation(socket)
  }

  it.each(['/elsewhere', '/socket.iox', '/socket.io', '/voice-link'])(
    'an upgrade to %s that is reset at once hurts nobody',
    async (path) => {
      const lost: Error[] = []
      const note = (error: Error) => lost.push(error)
      process.on('uncaughtException', note)
      try {
        await Promise.all(
          Array.from(
            { length: 20 },
            () =>
              new Promise<void>((resolve) => {
                const socket = connect(house.control.port, '127.0.0.1', () => {
                  socket.write(upgrade(path, 'Origin: http://evil.example\r\n'), () =>
                    socket.resetAndDestroy(),
                  )
                })
                socket.on('error', () => undefined).on('close', () => resolve())
              }),
          ),
        )
        expect((await house.browser().send('GET', '/healthz')).status).toBe(200)
        expect(lost).toEqual([])
      } finally {
        process.off('uncaughtException', note)
      }
    },
  )

  it.each(['/elsewhere', '/socket.iox', '/socket.io'])(
    'an upgrade to %s is answered by a problem and closed, however long the peer waits',
    async (path) => {
      expect(read(await ask(upgrade(path)))).toMatchObject({ status: 404, problem: { code: 'not-found' } })
    },
  )

  it.each([
    [
      'headers without end',
      `GET / HTTP/1.1\r\nHost: x\r\nX-Fill: ${'x'.repeat(20_000)}\r\n\r\n`,
      413,
      'payload-too-large',
    ],
    ['no HTTP at all', 'HELO mail.example\r\n\r\n', 400, 'invalid-request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      400,
      'invalid-request',
    ],
  ])('%s: a problem, then the connection is closed', async (_case, text, status, code) => {
    const answer = read(await ask(text))
    expect(answer).toMatchObject({ status, problem: { code } })
    expect(answer.head).toContain('Content-Type: application/json')
    expect(answer.head).toContain('Connection: close')
  })

  it.each([
    ['OPTIONS', '/api/people', 405, 'method-not-allowed'],
    ['DELETE', '/healthz', 404, 'not-found'],
    ['POST', '/calls/today', 404, 'not-found'],
    ['GET', '/assets/gone.js', 404, 'not-found'],
    ['GET', '/assets/%E0%A4%A.js', 404, 'not-found'],
  ])('%s %s is refused in the one shape', async (method, path, status, code) => {
    const answer = await house.browser().send(method, path)
    expect([answer.status, Problem.parse(answer.body).code]).toEqual([status, code])
  })

  it('one IPv6 line has one allowance, whatever address of its /64 it uses', async () => {
    const strict = await openHouse({ publicPerMinute: { reads: 2, writes: 2 } })
    try {
      const welcome = async (address: string) =>
        (await strict.browser(address).send('GET', '/api/welcome')).status
      expect(await welcome('2001:db8:1:2::1')).toBe(200)
      expect(await welcome('2001:db8:1:2::2')).toBe(200)
      expect(await welcome('2001:db8:1:2:ffff::3')).toBe(429)
      expect(await welcome('2001:db8:1:3::1')).toBe(200)
    } finally {
      await strict.dispose()
    }
  })
})
