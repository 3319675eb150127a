import { Audio, PeerConnection, type Track } from 'node-datachannel'
import { Tally, serve, stampBytes } from './load-messages.ts'

/** Load process of the media benchmark: many synthetic browsers, each speaking G.711 over DTLS-SRTP. */
interface Browser {
  peer: PeerConnection
  track: Track
  packet: Buffer
  sequence: number
  connected: Promise<void>
}

const headerBytes = 12
const frameMs = 20
const browsers: Browser[] = []
const tally = new Tally()
let timer: NodeJS.Timeout | null = null

async function makeBrowser(index: number): Promise<string> {
  const peer = new PeerConnection(`browser-${index}`, {
    iceServers: [],
    bindAddress: '127.0.0.1',
    disableAutoNegotiation: true,
    forceMediaTransport: true,
  })
  const connected = new Promise<void>((resolve, reject) => {
    peer.onStateChange((state) => {
      if (state === 'connected') resolve()
      if (state === 'failed') reject(new Error(`browser ${index} failed to connect`))
    })
  })
  connected.catch(() => undefined)
  const audio = new Audio('0', 'SendRecv')
  audio.addAudioCodec(0, 'PCMU/8000')
  audio.addSSRC(10_000 + index, 'load', 'load', 'audio')
  const track = peer.addTrack(audio)
  track.onClosed(() => undefined)
  track.onError(() => undefined)
  track.onMessage((packet) => {
    if (packet.length >= headerBytes + stampBytes && ((packet[1] ?? 0) & 0x7f) === 0) {
      tally.arrived(packet.readBigUInt64LE(headerBytes))
    }
  })
  const packet = Buffer.alloc(headerBytes + 160, 0x55)
  packet[0] = 0x80
  packet[1] = 0
  packet.writeUInt32BE(10_000 + index, 8)
  browsers.push({ peer, track, packet, sequence: 0, connected })
  await new Promise<void>((resolve) => {
    peer.onGatheringStateChange((state) => {
      if (state === 'complete') resolve()
    })
    peer.setLocalDescription('offer')
  })
  return peer.localDescription()?.sdp ?? ''
}

function sendOne(browser: Browser): void {
  const { packet } = browser
  browser.sequence += 1
  packet.writeUInt16BE(browser.sequence & 0xffff, 2)
  packet.writeUInt32BE((browser.sequence * 160) >>> 0, 4)
  packet.writeBigUInt64LE(process.hrtime.bigint(), headerBytes)
  if (browser.track.sendMessageBinary(packet)) tally.sent += 1
}

/** Everybody speaks every 20 ms, spread evenly over them, as unrelated calls would be. */
function speak(): void {
  const startedMs = performance.now()
  let turns = 0
  timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedMs) / frameMs) * browsers.length)
    for (; turns < due; turns += 1) {
      const browser = browsers[turns % browsers.length]
      if (browser) sendOne(browser)
    }
  }, 1)
}

serve(async (request) => {
  switch (request.type) {
    case 'make': {
      const sdps: string[] = []
      for (let index = 0; index < request.count; index += 1) sdps.push(await makeBrowser(index))
      return { sdps }
    }
    case 'accept-answers':
      for (const [index, sdp] of request.sdps.entries()) {
        browsers[index]?.peer.setRemoteDescription(sdp, 'answer')
      }
      await Promise.all(browsers.map(async (browser) => await browser.connected))
      return {}
    case 'speak':
      speak()
      return {}
    case 'stop':
      if (timer !== null) clearInterval(timer)
      return {}
    case 'reset':
      tally.reset()
      return {}
    case 'counts':
      return { counts: tally.counts() }
    default:
      request satisfies never
      return {}
  }
})
