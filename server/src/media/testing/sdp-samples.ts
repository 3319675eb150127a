/** What Chromium 156 really offers for one microphone (gathering complete; the session behind it is long gone). */
export const chromiumOffer = `v=0
o=- 186242935956755856 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS 3b4ccc63-df99-427d-a4d2-4101aa8569f2
m=audio 48958 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
c=IN IP4 192.0.2.2
a=rtcp:9 IN IP4 0.0.0.0
a=candidate:1063325171 1 udp 2122194687 192.0.2.2 48958 typ host generation 0 network-id 1
a=candidate:3251362151 1 tcp 1518214911 192.0.2.2 9 typ host tcptype active generation 0 network-id 1
a=ice-ufrag:xUrI
a=ice-pwd:2xviSq/4u24Z2iwAWQAY3gU4
a=ice-options:trickle
a=fingerprint:sha-256 A0:F3:F7:3B:05:A5:54:97:55:BA:20:CF:ED:40:6B:53:C7:2C:05:47:2A:7B:84:4E:BD:53:14:42:12:5B:EC:F1
a=setup:actpass
a=mid:0
a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
a=sendrecv
a=msid:3b4ccc63-df99-427d-a4d2-4101aa8569f2 145185c5-57f9-4f8d-8541-6a322425f014
a=rtcp-mux
a=rtcp-rsize
a=rtcp-xr:rcvr-rtt=all
a=rtpmap:111 opus/48000/2
a=rtcp-fb:111 transport-cc
a=fmtp:111 minptime=10;useinbandfec=1
a=rtpmap:63 red/48000/2
a=fmtp:63 111/111
a=rtpmap:9 G722/8000
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:13 CN/8000
a=rtpmap:110 telephone-event/48000
a=rtpmap:126 telephone-event/8000
a=ssrc:1216125709 cname:TQzT1v9+piXG+/jX
`.replaceAll('\n', '\r\n')

/** A plain offer as carriers' session border controllers write it. */
export const carrierOffer = [
  'v=0',
  'o=sbc 20518 20518 IN IP4 203.0.113.7',
  's=call',
  'c=IN IP4 203.0.113.7',
  't=0 0',
  'm=audio 30044 RTP/AVP 8 0 18 101',
  'a=rtpmap:8 PCMA/8000',
  'a=rtpmap:18 G729/8000',
  'a=fmtp:18 annexb=no',
  'a=rtpmap:101 telephone-event/8000',
  'a=fmtp:101 0-16',
  'a=ptime:20',
  '',
].join('\r\n')
