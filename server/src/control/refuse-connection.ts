import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { problemStatus, type Problem } from '@hearthline/shared'

/**
 * Answers a bare connection, one that no HTTP response belongs to (an upgrade, a request that cannot be parsed), with a
 * Problem, and closes it. A peer that has gone meanwhile is no error: without a listener its reset would end the process.
 */
export function refuseConnection(socket: Duplex, problem: Problem): void {
  socket.on('error', () => socket.destroy())
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const status = problemStatus[problem.code]
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  // Destroyed once it is written: a peer that never closes its side must not keep ours.
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
