import type { MessageText } from './message.ts'

/** The head as text. Content-Length is always written here, last, and counts bytes. */
function head(message: MessageText): string {
  let text =
    message.kind === 'request'
      ? `${message.method} ${message.uri} SIP/2.0\r\n`
      : `SIP/2.0 ${message.status} ${message.reasonPhrase}\r\n`
  for (const header of message.headers) {
    if (header.key !== 'content-length') text += `${header.name}: ${header.value}\r\n`
  }
  return `${text}Content-Length: ${message.body.length}\r\n\r\n`
}

/** A message as it goes on the wire. */
export function serialiseMessage(message: MessageText): Buffer {
  const text = head(message)
  if (message.body.length === 0) return Buffer.from(text, 'utf8')
  return Buffer.concat([Buffer.from(text, 'utf8'), message.body])
}
