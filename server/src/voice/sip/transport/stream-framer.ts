import { isSpace, parseDecimal } from '../message/text.ts'

/** `too-large` and `no-length` come with the head, so that it can be answered; the stream is beyond saving after them. */
export type Frame =
  | { kind: 'message'; bytes: Buffer }
  | { kind: 'keep-alive' }
  | { kind: 'broken'; why: 'too-large' | 'no-length'; bytes: Buffer }

export interface StreamFramer {
  /** Takes what the socket gave; returns the frames that are whole now. After a broken frame nothing more comes. */
  push(chunk: Buffer): Frame[]
  /** A message has begun and is not whole. */
  isWaiting(): boolean
}

/** Cuts a byte stream into messages by Content-Length (RFC 3261 §18.3). Each byte is copied and searched a bounded number of times. */
export function createStreamFramer(maxMessageBytes: number): StreamFramer {
  let buffer = Buffer.alloc(4096)
  let start = 0
  let end = 0
  let searched = 0
  let wanted: number | null = null
  let broken = false

  const append = (chunk: Buffer): void => {
    if (end + chunk.length > buffer.length) {
      const size = Math.max(buffer.length, 2 ** Math.ceil(Math.log2(end - start + chunk.length + 1)))
      const grown = Buffer.alloc(size)
      buffer.copy(grown, 0, start, end)
      end -= start
      searched -= start
      start = 0
      buffer = grown
    }
    chunk.copy(buffer, end)
    end += chunk.length
  }

  const take = (length: number): Buffer => {
    const bytes = Buffer.from(buffer.subarray(start, start + length))
    start += length
    searched = start
    wanted = null
    if (start === end) {
      start = 0
      end = 0
      searched = 0
    }
    return bytes
  }

  const breakDown = (why: 'too-large' | 'no-length', length: number): Frame => {
    broken = true
    return { kind: 'broken', why, bytes: take(length) }
  }

  /** The next frame, or null when more bytes are needed. */
  const next = (): Frame | null => {
    if (wanted === null) {
      if (startsWithBreak()) {
        let length = 0
        while (start + length < end && (buffer[start + length] === 13 || buffer[start + length] === 10))
          length++
        take(length)
        return length >= 4 ? { kind: 'keep-alive' } : next()
      }
      const blank = buffer.subarray(0, end).indexOf('\r\n\r\n', Math.max(start, searched - 3))
      if (blank === -1) {
        searched = end
        return end - start > maxMessageBytes ? breakDown('too-large', end - start) : null
      }
      const headLength = blank + 4 - start
      const bodyLength = contentLength(buffer.toString('latin1', start, start + headLength))
      if (bodyLength === null) return breakDown('no-length', headLength)
      if (headLength + bodyLength > maxMessageBytes) return breakDown('too-large', headLength)
      wanted = headLength + bodyLength
    }
    return end - start >= wanted ? { kind: 'message', bytes: take(wanted) } : null
  }

  /** Line breaks between messages are keep-alives; a lone CR may be the first half of one. */
  const startsWithBreak = (): boolean => end > start && (buffer[start] === 13 || buffer[start] === 10)

  return {
    push: (chunk) => {
      const frames: Frame[] = []
      if (broken) return frames
      append(chunk)
      for (let frame = next(); frame !== null; frame = next()) {
        frames.push(frame)
        if (broken) break
      }
      return frames
    },
    isWaiting: () => end > start,
  }
}

/**
 * Content-Length of a head, or null when it is absent, no number, or there twice: two peers that each believe another one
 * cut the stream at different places, and the body of one message is the next message of the other.
 */
function contentLength(head: string): number | null {
  let found: number | null = null
  let at = head.indexOf('\n') + 1
  while (at > 0 && at < head.length) {
    const feed = head.indexOf('\n', at)
    const lineEnd = feed === -1 ? head.length : feed
    const first = head.charCodeAt(at) | 32
    if (first === 108 || first === 99) {
      const colon = head.indexOf(':', at)
      if (colon !== -1 && colon < lineEnd && !isSpace(head.charCodeAt(at))) {
        const name = head.slice(at, colon).trimEnd().toLowerCase()
        if (name === 'content-length' || name === 'l') {
          if (found !== null) return null
          found = parseDecimal(head.slice(colon + 1, lineEnd).trim(), 999_999_999)
          if (found === null) return null
        }
      }
    }
    at = lineEnd + 1
  }
  return found
}
