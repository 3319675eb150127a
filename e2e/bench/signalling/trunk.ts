/** The far end of the benchmark, a process of its own: takes every call over UDP and answers it at once. */
import { createSocket } from 'node:dgram'
import { headerLines, lastHeader, readSip, sdpText } from './sip-text.ts'

const socket = createSocket({
  type: 'udp4',
  recvBufferSize: 8 * 1024 * 1024,
  sendBufferSize: 8 * 1024 * 1024,
})
const sdp = sdpText(40_000)
let made = 0

function answer(request: string, status: string, toTag: string, body: string | null): string {
  const to = lastHeader(request, 'To') ?? ''
  return [
    `SIP/2.0 ${status}`,
    ...headerLines(request, 'Via'),
    ...headerLines(request, 'Record-Route'),
    `From: ${lastHeader(request, 'From')}`,
    `To: ${to.includes(';tag=') ? to : `${to};tag=${toTag}`}`,
    `Call-ID: ${lastHeader(request, 'Call-ID')}`,
    `CSeq: ${lastHeader(request, 'CSeq')}`,
    ...(body === null
      ? []
      : [`Contact: <sip:trunk@127.0.0.1:${socket.address().port}>`, 'Content-Type: application/sdp']),
    `Content-Length: ${body?.length ?? 0}`,
    '',
    body ?? '',
  ].join('\r\n')
}

socket.on('message', (bytes, peer) => {
  const { method, status, text } = readSip(bytes.toString('latin1'))
  if (status !== null || method === 'ACK' || method === '') return
  const send = (reply: string): void => socket.send(reply, peer.port, peer.address)
  if (method !== 'INVITE') return send(answer(text, '200 OK', 'end', null))
  made += 1
  const tag = `t${made}`
  send(answer(text, '180 Ringing', tag, null))
  send(answer(text, '200 OK', tag, sdp))
})
socket.bind(0, '127.0.0.1', () => process.send?.({ port: socket.address().port }))
process.on('disconnect', () => process.exit(0))
