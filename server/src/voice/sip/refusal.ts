/** Why a browser, or whoever says to be one, was turned away before any call. */
export type SipRefusalReason =
  /** The WebSocket of a page that is not ours. */
  | 'origin'
  /** A message that breaks the grammar: smuggled or doubled headers, two lengths. */
  | 'malformed'
  /** Something else than REGISTER on a flow that is not registered. */
  | 'not-registered'
  /** REGISTER on the flow of a sign-in that was dropped. */
  | 'dropped'
  /** Good credentials of one sign-in on the flow of another. */
  | 'other-sign-in'
  /** Credentials that lack a part, or name another uri. */
  | 'digest'
  /** A name that was never minted, is over, or is of a dropped sign-in. */
  | 'unknown-user'
  | 'wrong-password'
  /** A nonce that was given to another flow, or to nobody. */
  | 'foreign-nonce'
  /** A nonce count that was used before. */
  | 'replay'

export interface SipRefusal {
  reason: SipRefusalReason
  /** The sign-in of the flow, or whose password was proved; null for what is only said. */
  aor: string | null
  address: string
}
