import { type Socket, createSocket } from 'node:dgram'
import { isIP } from 'node:net'
import { type ReportBug, guarded } from './guard.ts'
import { type RtpHeader, readRtp } from './rtp-packet.ts'
import { SourceLock } from './source-lock.ts'

export interface RtpPortOptions {
  reportBug: ReportBug
  /** A well-formed packet of the locked source; `header` is valid during the call only, the buffer is ours. */
  onRtp: (packet: Buffer, header: RtpHeader) => void
  onRtcp: (packet: Buffer) => void
  /** A malformed packet, or one of a stranger. */
  onDropped: () => void
  /** A socket error other than the peer's "port unreachable"; the port is unusable. */
  onGone: (reason: string) => void
  /** Reused for every packet of the worker. */
  header: RtpHeader
  nowMs: () => number
}

export interface RtpTarget {
  address: string
  rtpPort: number
  rtcpPort: number
}

/** Addresses here are literals, checked where the SDP is read: no resolver, no delay. */
const literalLookup = (
  address: string,
  _options: unknown,
  done: (error: null, address: string, family: number) => void,
): void => done(null, address, isIP(address))

/**
 * The carrier side of one leg: an RTP socket on an even port and an RTCP socket on the next (RFC 3550 §11). Packets of
 * strangers are dropped on their address alone; once the source is locked the RTP socket is connected to it, so that the kernel drops the rest.
 */
export class RtpPort {
  readonly port: number
  #rtp: Socket
  #rtcp: Socket
  #options: RtpPortOptions
  #target: RtpTarget | null = null
  #lock: SourceLock | null = null
  #rtcpPort = 0
  #connected = false
  #disposed = false

  constructor(rtp: Socket, rtcp: Socket, port: number, options: RtpPortOptions) {
    this.#rtp = rtp
    this.#rtcp = rtcp
    this.port = port
    this.#options = options
    rtp.removeAllListeners('error')
    rtcp.removeAllListeners('error')
    const { reportBug } = options
    rtp.on(
      'message',
      guarded('rtp message', reportBug, (packet, from) => this.#onRtp(packet, from.address, from.port)),
    )
    rtcp.on(
      'message',
      guarded('rtcp message', reportBug, (packet, from) => this.#onRtcp(packet, from.address, from.port)),
    )
    for (const socket of [rtp, rtcp]) {
      socket.on(
        'error',
        guarded('rtp error', reportBug, (error: NodeJS.ErrnoException) => this.#onError(error)),
      )
    }
  }

  /** Where to send, and from whom alone to accept. Other values than before release the source lock. */
  setTarget(target: RtpTarget): void {
    const before = this.#target
    this.#target = target
    this.#rtcpPort = target.rtcpPort
    if (!before || !this.#lock) {
      this.#lock = new SourceLock(target.address)
    } else if (before.address !== target.address || before.rtpPort !== target.rtpPort) {
      this.#lock.retarget(target.address)
      this.#disconnect()
    }
  }

  /** Sends one RTP packet to the peer; false when there is no peer yet. The buffer must not be changed afterwards. */
  sendRtp(packet: Buffer): boolean {
    if (this.#disposed || !this.#target) return false
    try {
      if (this.#connected) this.#rtp.send(packet)
      else this.#rtp.send(packet, this.#lock?.port ?? this.#target.rtpPort, this.#target.address)
      return true
    } catch {
      return false
    }
  }

  sendRtcp(packet: Buffer): boolean {
    if (this.#disposed || !this.#target) return false
    try {
      this.#rtcp.send(packet, this.#rtcpPort, this.#target.address)
      return true
    } catch {
      return false
    }
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    this.#rtp.close()
    this.#rtcp.close()
  }

  #onRtp(packet: Buffer, address: string, port: number): void {
    if (this.#disposed) return
    // The address first: that is all that a flood of strangers costs.
    if (!this.#lock || address !== this.#target?.address) {
      this.#options.onDropped()
      return
    }
    const { header } = this.#options
    if (!readRtp(packet, header)) {
      this.#options.onDropped()
      return
    }
    const wasLocked = this.#lock.port !== null
    const verdict = this.#lock.accept(address, port, header.ssrc, header.sequence, this.#options.nowMs())
    if (verdict !== 'accept') {
      this.#options.onDropped()
      return
    }
    if (!wasLocked) this.#connect(port, address)
    this.#options.onRtp(packet, header)
  }

  #onRtcp(packet: Buffer, address: string, port: number): void {
    if (this.#disposed || address !== this.#target?.address) {
      this.#options.onDropped()
      return
    }
    this.#rtcpPort = port
    this.#options.onRtcp(packet)
  }

  #connect(port: number, address: string): void {
    const settle = (): void => {
      if (this.#disposed) return
      // Re-targeted meanwhile: the next packet of the new source connects anew.
      if (this.#lock?.port === port && this.#target?.address === address) this.#connected = true
      else this.#rtp.disconnect()
    }
    this.#rtp.connect(port, address, guarded('rtp connect', this.#options.reportBug, settle))
  }

  #disconnect(): void {
    if (!this.#connected) return
    this.#connected = false
    this.#rtp.disconnect()
  }

  #onError(error: NodeJS.ErrnoException): void {
    // ICMP answers to what we sent (nobody there yet) and an unreachable net come and go.
    if (['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EMSGSIZE'].includes(error.code ?? '')) return
    if (this.#disposed) return
    this.dispose()
    this.#options.onGone(error.code ?? error.message)
  }
}

const bind = (address: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIP(address) === 6 ? 'udp6' : 'udp4', lookup: literalLookup })
    socket.once('error', (error) => {
      socket.close()
      reject(error)
    })
    socket.bind({ port, address, exclusive: true }, () => resolve(socket))
  })

/** Hands out RTP/RTCP port pairs of a range, round robin, so that a port just closed is the last to be used again. */
export class RtpPortRange {
  #bindAddress: string
  #first: number
  #count: number
  #next: number

  /** `start` in [0, 1) says where in the range to begin. */
  constructor(bindAddress: string, range: { min: number; max: number }, start: number) {
    this.#bindAddress = bindAddress
    this.#first = range.min + (range.min % 2)
    this.#count = Math.max(0, Math.floor((range.max - this.#first + 1) / 2))
    this.#next = Math.floor(start * this.#count)
  }

  /** Binds the next pair that is free on this machine, or null when the whole range is taken. */
  async open(options: RtpPortOptions): Promise<RtpPort | null> {
    for (let tried = 0; tried < this.#count; tried += 1) {
      const port = this.#first + (this.#next % this.#count) * 2
      this.#next += 1
      const pair = await this.#bindPair(port)
      if (pair) return new RtpPort(pair.rtp, pair.rtcp, port, options)
    }
    return null
  }

  async #bindPair(port: number): Promise<{ rtp: Socket; rtcp: Socket } | null> {
    let rtp: Socket | null = null
    try {
      rtp = await bind(this.#bindAddress, port)
      return { rtp, rtcp: await bind(this.#bindAddress, port + 1) }
    } catch {
      rtp?.close()
      return null
    }
  }
}

/** Whether the UDP port can be bound now; the WebRTC library aborts the process when it cannot. */
export async function isPortFree(address: string, port: number): Promise<boolean> {
  try {
    const socket = await bind(address, port)
    socket.close()
    return true
  } catch {
    return false
  }
}
