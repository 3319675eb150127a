/**
 * An offer that does not ask for digits in RTP (RFC 4733 §2.4.1), for a trunk that wants them by INFO: negotiated as well,
 * each digit would come twice. With `announcesSilence` all that the voice node touches of SDP.
 */
export function withoutTelephoneEvents(sdp: string): string {
  const payloads = new Set(
    [...sdp.matchAll(/^a=rtpmap:(\d{1,3}) telephone-event\//gim)].map(([, payload]) => payload),
  )
  if (payloads.size === 0) return sdp
  return sdp
    .split('\r\n')
    .filter((line) => !payloads.has(/^a=(?:rtpmap|fmtp):(\d{1,3}) /.exec(line)?.[1]))
    .map((line) => (line.startsWith('m=audio ') ? withoutFormats(line, payloads) : line))
    .join('\r\n')
}

/** `m=<media> <port> <proto> <fmt> …` (RFC 8866 §5.14). */
function withoutFormats(line: string, payloads: ReadonlySet<string | undefined>): string {
  const [media, port, protocol, ...formats] = line.split(' ')
  return [media, port, protocol, ...formats.filter((format) => !payloads.has(format))].join(' ')
}
