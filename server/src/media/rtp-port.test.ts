import { type Socket, createSocket } from 'node:dgram'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { emptyRtpHeader, writeRtpHeader } from './rtp-packet.ts'
import { type RtpPort, RtpPortRange, isPortFree } from './rtp-port.ts'

/** A loopback socket on one of 127.0.0.0/8, so that strangers have addresses of their own. */
const socketOn = async (address: string): Promise<Socket> => {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => {
    socket.bind(0, address, resolve)
  })
  return socket
}

const rtp = (sequence: number, ssrc: number): Buffer => {
  const packet = Buffer.alloc(172, 0xff)
  writeRtpHeader(packet, 0, false, 0, sequence, sequence * 160, ssrc)
  return packet
}

let port: RtpPort
let range: RtpPortRange
let sockets: Socket[] = []
let received: { ssrc: number; sequence: number }[]
let dropped: number
let changed: () => void
let nowMs: number

/** Resolves when the port has seen (taken or dropped) that many packets in all. */
const seen = async (count: number): Promise<void> => {
  while (received.length + dropped < count) {
    await new Promise<void>((resolve) => {
      changed = resolve
    })
  }
}

const open = async (address: string): Promise<Socket> => {
  const socket = await socketOn(address)
  sockets.push(socket)
  return socket
}

const options = (): Parameters<RtpPortRange['open']>[0] => {
  const header = emptyRtpHeader()
  return {
    header,
    nowMs: () => nowMs,
    reportBug: (where, error) => expect.unreachable(`${where}: ${String(error)}`),
    onRtp: () => {
      received.push({ ssrc: header.ssrc, sequence: header.sequence })
      changed()
    },
    onRtcp: () => undefined,
    onDropped: () => {
      dropped += 1
      changed()
    },
    onGone: (reason) => expect.unreachable(reason),
  }
}

beforeEach(async () => {
  received = []
  dropped = 0
  changed = () => undefined
  nowMs = 0
  range = new RtpPortRange('127.0.0.1', { min: 24_001, max: 24_999 }, Math.random())
  const opened = await range.open(options())
  if (!opened) throw new Error('no port')
  port = opened
})

afterEach(() => {
  port.dispose()
  port.dispose()
  for (const socket of sockets) socket.close()
  sockets = []
})

describe('RTP port', () => {
  it('MEDIA-45: is even, and its RTCP neighbour is taken too', async () => {
    expect(port.port % 2).toBe(0)
    expect(await isPortFree('127.0.0.1', port.port)).toBe(false)
    expect(await isPortFree('127.0.0.1', port.port + 1)).toBe(false)
  })

  it('MEDIA-46: hears only the address of the SDP, from one port, with one SSRC', async () => {
    const peer = await open('127.0.0.2')
    const neighbour = await open('127.0.0.2')
    const stranger = await open('127.0.0.3')
    port.setTarget({ address: '127.0.0.2', rtpPort: 9_999, rtcpPort: 10_000 })
    stranger.send(rtp(1, 66), port.port, '127.0.0.1')
    await seen(1)
    peer.send(rtp(1, 1), port.port, '127.0.0.1')
    await seen(2)
    neighbour.send(rtp(2, 1), port.port, '127.0.0.1')
    stranger.send(rtp(2, 66), port.port, '127.0.0.1')
    peer.send(rtp(2, 77), port.port, '127.0.0.1')
    peer.send(rtp(3, 1), port.port, '127.0.0.1')
    await seen(4)
    expect(received.filter(({ ssrc }) => ssrc !== 1)).toEqual([])
    expect(received.map(({ sequence }) => sequence)).toEqual([1, 3])
  })

  it('MEDIA-47: answers to where the peer really sends from', async () => {
    const peer = await open('127.0.0.2')
    port.setTarget({ address: '127.0.0.2', rtpPort: 9_999, rtcpPort: 10_000 })
    peer.send(rtp(1, 1), port.port, '127.0.0.1')
    await seen(1)
    const answer = new Promise<Buffer>((resolve) => {
      peer.once('message', resolve)
    })
    expect(port.sendRtp(rtp(9, 2))).toBe(true)
    expect((await answer).readUInt16BE(2)).toBe(9)
  })

  it('MEDIA-48: a re-targeted SDP moves the lock to the new address', async () => {
    const early = await open('127.0.0.2')
    const final = await open('127.0.0.4')
    port.setTarget({ address: '127.0.0.2', rtpPort: early.address().port, rtcpPort: 1 })
    early.send(rtp(1, 1), port.port, '127.0.0.1')
    await seen(1)
    port.setTarget({ address: '127.0.0.4', rtpPort: final.address().port, rtcpPort: 1 })
    early.send(rtp(2, 1), port.port, '127.0.0.1')
    await seen(2)
    final.send(rtp(70, 5), port.port, '127.0.0.1')
    await seen(3)
    expect(received.map(({ ssrc }) => ssrc)).toEqual([1, 5])
  })

  it('MEDIA-49: nothing is sent, and nothing breaks, without a target or after dispose', () => {
    expect(port.sendRtp(rtp(1, 1))).toBe(false)
    port.dispose()
    expect(port.sendRtp(rtp(1, 1))).toBe(false)
    expect(port.sendRtcp(rtp(1, 1))).toBe(false)
  })

  it('MEDIA-50: a range that is used up says so', async () => {
    const small = new RtpPortRange('127.0.0.1', { min: port.port, max: port.port + 1 }, 0)
    expect(await small.open(options())).toBeNull()
    const empty = new RtpPortRange('127.0.0.1', { min: 10, max: 9 }, 0)
    expect(await empty.open(options())).toBeNull()
  })
})
