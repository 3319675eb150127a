import { X509Certificate } from 'node:crypto'
import { Agent } from 'node:https'
import { checkServerIdentity, rootCertificates } from 'node:tls'
import { WebSocket } from 'ws'

/** A WebSocket to control as the link uses it. */
export interface LinkSocket {
  /** Ignored when the socket is not open. */
  send(text: string): void
  bufferedBytes(): number
  close(): void
  terminate(): void
}

export interface LinkSocketHandlers {
  onMessage: (text: string) => void
  /** Anything at all was heard. */
  onSign: () => void
  /** The socket has taken something that was waiting. */
  onRoom: () => void
  /** Once, also when the connection never came about. */
  onClosed: () => void
}

export type OpenSocket = (handlers: LinkSocketHandlers) => LinkSocket

const maxMessageBytes = 4 * 1024 * 1024
const connectWithinMs = 4_000

/**
 * @param certificate PEM of this installation. Where control runs under the same certificate it is known by it, since the
 * name in it is the one that browsers use, not the address that we connect to.
 */
export function createOpenSocket(url: string, certificate: string | null): OpenSocket {
  const agent = certificate === null ? null : agentTrusting(certificate)
  return (handlers) => {
    const socket = new WebSocket(url, {
      ...(agent === null ? {} : { agent }),
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
      handshakeTimeout: connectWithinMs,
    })
    socket.on('message', (data, isBinary) => {
      handlers.onSign()
      // The link is text; a binary message is no word of it and is parsed as such.
      handlers.onMessage(!isBinary && Buffer.isBuffer(data) ? data.toString('utf8') : '')
    })
    socket.on('ping', () => handlers.onSign())
    // `close` always follows and says all that matters here.
    socket.on('error', () => undefined)
    socket.on('close', handlers.onClosed)
    return {
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text, handlers.onRoom)
      },
      bufferedBytes: () => socket.bufferedAmount,
      close: () => socket.close(1000),
      terminate: () => socket.terminate(),
    }
  }
}

function agentTrusting(certificate: string): Agent {
  const own = new X509Certificate(certificate)
  return new Agent({
    ca: [...rootCertificates, certificate],
    allowPartialTrustChain: true,
    checkServerIdentity: (host, peer) =>
      own.raw.equals(peer.raw) ? undefined : checkServerIdentity(host, peer),
  })
}
