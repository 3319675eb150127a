import { connect, type Socket } from 'node:net'
import { Problem } from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openHouse, type House } from '../testing/house.ts'
import { watchedLog } from '../testing/watched-log.ts'
import { serverLimits } from './server.ts'

const limits = { headersTimeoutMs: 200, requestTimeoutMs: 400, checkEveryMs: 50 }

/** Everything the server says until it hangs up. */
const untilClosed = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let said = ''
    socket
      .removeAllListeners('error')
      .on('error', () => undefined)
      .on('data', (data) => (said += data.toString()))
      .on('close', () => resolve(said))
  })
const read = (said: string) => {
  const [head = '', body = ''] = said.split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), head, problem: Problem.parse(JSON.parse(body)) }
}

describe('peers that take their time', () => {
  let house: House
  let open: Socket[]
  const watched = watchedLog()
  beforeEach(() => {
    open = []
  })
  afterEach(async () => {
    for (const socket of open) socket.destroy()
    expect(watched.errors).toEqual([])
    await house.dispose()
  })
  const start = async (more: Partial<typeof serverLimits> = {}, settings: Record<string, string> = {}) => {
    house = await openHouse({ serverLimits: { ...limits, ...more }, log: watched.log }, settings)
  }
  const dial = (): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const socket = connect(house.control.port, '127.0.0.1', () => resolve(socket))
      socket.on('error', reject)
      open.push(socket)
    })
  /** Keeps a connection busy with one byte at a time until the server has had enough. */
  const drip = async (first: string, byte: string): Promise<string> => {
    const socket = await dial()
    socket.write(first)
    const timer = setInterval(() => socket.writable && socket.write(byte), 20)
    const said = await untilClosed(socket)
    clearInterval(timer)
    return said
  }

  it('ACCESS-25: headers that never end are cut off in the one shape', async () => {
    await start()
    const answer = read(await drip('GET / HTTP/1.1\r\nHost: x\r\n', 'X-A: b\r\n'))
    expect(answer).toMatchObject({ status: 400, problem: { code: 'invalid-request' } })
    expect(answer.problem.detail).toContain('in time')
    expect(answer.head).toContain('Connection: close')
  })

  it('ACCESS-25: nothing at all is cut off, too', async () => {
    await start()
    expect(await untilClosed(await dial())).toContain('in time')
  })

  it('ACCESS-25: a body that never ends is cut off, and the route never ran', async () => {
    await start()
    const head = [
      'POST /api/challenges HTTP/1.1',
      'Host: localhost',
      `Origin: ${house.config.origins[0]}`,
      'Content-Type: application/json',
      'Content-Length: 60000',
      '',
      '',
    ].join('\r\n')
    const said = await drip(`${head}{"purpose":"`, 'x')
    expect(said).not.toContain('200 OK')
    expect(read(said)).toMatchObject({ status: 400 })
  })

  it('ACCESS-25: many slow peers keep nobody else waiting', async () => {
    await start()
    const slow = Array.from({ length: 50 }, () => drip('GET / HTTP/1.1\r\nHost: x\r\n', 'X-A: b\r\n'))
    expect((await house.browser().send('GET', '/healthz')).status).toBe(200)
    for (const said of await Promise.all(slow)) expect(read(said).status).toBe(400)
  })

  it('ACCESS-25: one address may hold so many connections; the next is closed at once', async () => {
    await start(
      { connectionsPerAddress: 3, headersTimeoutMs: 60_000, requestTimeoutMs: 60_000 },
      { HEARTHLINE_TRUSTED_PROXIES: '192.0.2.1' },
    )
    const held = [await dial(), await dial(), await dial()]
    expect(await untilClosed(await dial())).toBe('')
    held[0]?.destroy()
    // The place is free as soon as the server has seen the end of it.
    const greet = async (): Promise<string> => {
      const socket = await dial()
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      const said = await untilClosed(socket)
      return said === '' ? greet() : said
    }
    expect(await greet()).toContain('200 OK')
  })

  it('ACCESS-25: a trusted proxy brings as many as it likes', async () => {
    await start({ connectionsPerAddress: 2 })
    const sockets = [await dial(), await dial(), await dial(), await dial()]
    sockets[3]?.write('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    const [last] = sockets.slice(-1)
    if (last === undefined) throw new Error('no socket')
    expect(await untilClosed(last)).toContain('200 OK')
  })

  it('ACCESS-25: a connection is made anew after its share of requests', async () => {
    await start({ requestsPerConnection: 2 })
    const socket = await dial()
    const said = untilClosed(socket)
    const ask = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
    socket.write(ask + ask + ask)
    expect((await said).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
  })

  it('ACCESS-25: what is in force by itself', () => {
    expect(serverLimits).toMatchObject({
      headersTimeoutMs: 10_000,
      requestTimeoutMs: 30_000,
      checkEveryMs: 2_000,
    })
  })
})
