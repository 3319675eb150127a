/** Names of header fields: comparison ignores case (RFC 3261 §7.3.1) and compact forms are the long ones (§7.3.3). */

const spelled = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Alert-Info',
  'Allow',
  'Allow-Events',
  'Authentication-Info',
  'Authorization',
  'CSeq',
  'Call-ID',
  'Call-Info',
  'Contact',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Length',
  'Content-Type',
  'Date',
  'Event',
  'Expires',
  'From',
  'Max-Forwards',
  'Min-Expires',
  'Min-SE',
  'P-Asserted-Identity',
  'P-Preferred-Identity',
  'Path',
  'Privacy',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Proxy-Require',
  'RAck',
  'RSeq',
  'Reason',
  'Record-Route',
  'Refer-To',
  'Referred-By',
  'Remote-Party-ID',
  'Replaces',
  'Require',
  'Retry-After',
  'Route',
  'Server',
  'Session-Expires',
  'Session-ID',
  'Subject',
  'Supported',
  'Timestamp',
  'To',
  'Unsupported',
  'User-Agent',
  'Via',
  'WWW-Authenticate',
  'Warning',
]

const compact: Record<string, string> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
}

/** Any spelling met often → key. Built once; an unknown spelling is lower-cased by `headerKey`. */
const keys = new Map<string, string>()
for (const name of spelled) {
  keys.set(name, name.toLowerCase())
  keys.set(name.toLowerCase(), name.toLowerCase())
}
for (const [short, long] of Object.entries(compact)) {
  keys.set(short, long)
  keys.set(short.toUpperCase(), long)
}

const spellings = new Map(spelled.map((name) => [name.toLowerCase(), name]))

/** The name under which a header is stored and looked up: lower case, long form. */
export function headerKey(name: string): string {
  const known = keys.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  return keys.get(lower) ?? lower
}

/** How a header goes out: the RFC's spelling, or the sender's for a name we do not know. */
export function headerSpelling(key: string, asReceived: string): string {
  return spellings.get(key) ?? asReceived
}
