import { type Socket, createSocket } from 'node:dgram'
import { isIP } from 'node:net'
import { Tally, serve, stampBytes } from './load-messages.ts'

/** Load process of the media benchmark: plain RTP peers that send back what they hear, with a new stamp. */
const headerBytes = 12
const tally = new Tally()
const sockets: Socket[] = []

/** Addresses are literals: a resolver would be measured along with the media. */
const literal = (
  address: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void => done(null, address, isIP(address))

async function makeCarrier(): Promise<string> {
  const socket = createSocket({ type: 'udp4', lookup: literal })
  socket.on('message', (packet, from) => {
    if (packet.length < headerBytes + stampBytes || ((packet[1] ?? 0) & 0x7f) !== 0) return
    tally.arrived(packet.readBigUInt64LE(headerBytes))
    packet.writeBigUInt64LE(process.hrtime.bigint(), headerBytes)
    socket.send(packet, from.port, from.address)
    tally.sent += 1
  })
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve)
  })
  sockets.push(socket)
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=audio ${socket.address().port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    'a=sendrecv',
    '',
  ].join('\r\n')
}

serve(async (request) => {
  switch (request.type) {
    case 'make': {
      const sdps: string[] = []
      for (let index = 0; index < request.count; index += 1) sdps.push(await makeCarrier())
      return { sdps }
    }
    case 'reset':
      tally.reset()
      return {}
    case 'counts':
      return { counts: tally.counts() }
    case 'accept-answers':
    case 'speak':
    case 'stop':
      return { error: `${request.type} is for browsers` }
    default:
      request satisfies never
      return {}
  }
})
