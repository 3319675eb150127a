/** What the caller of the stack says of carriers and PBXs, and hears of them beside their calls. */

/** What a TLS connection to a trunk must prove. */
export interface TlsPeer {
  /** Name or address that its certificate must be for. */
  serverName: string
  /** PEM of the certificates that are trusted in place of the system's; null: those of the system. */
  trust: string | null
}

/** `address` is an IP address: names are resolved by the caller. */
export type TrunkAddress =
  | { transport: 'udp' | 'tcp'; address: string; port: number }
  | { transport: 'tls'; address: string; port: number; tls: TlsPeer }

export type ProbeTarget = TrunkAddress & {
  uri: string
  /** 5,000 when absent. */
  timeoutMs?: number
}

export type ProbeOutcome =
  /** Any final answer, even an error, shows that the peer is there. 503 is told apart by the status. */
  { reachable: true; status: number; rttMs: number } | { reachable: false }

/** One registration of ours at a PBX or carrier. */
export interface RegisterRequest {
  registrar: TrunkAddress
  /** Request-URI: the registrar's domain, without user. */
  registrarUri: string
  /** To and From: the account. */
  aor: string
  /** User part of our contact: by it we are rung. */
  contactUser: string
  credentials: { username: string; password: string }
  /** 8,000 when absent. */
  timeoutMs?: number
}

export type RegisterOutcome =
  | { kind: 'registered'; expiresSeconds: number }
  /** A final status; 401 and 407: the credentials are not taken. */
  | { kind: 'refused'; status: number; retryAfterSeconds: number | null }
  | { kind: 'silent' }
  /** No connection, or its certificate is not trusted. */
  | { kind: 'transport' }

export interface SipRegistration {
  /** REGISTER with digest; 0 withdraws the contact. A longer lifetime is asked for when 423 wants it. Never rejects. */
  refresh(expiresSeconds: number): Promise<RegisterOutcome>
}
