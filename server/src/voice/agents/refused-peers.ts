import { SignInId } from '@hearthline/shared'
import type { Clock } from '../../ports.ts'
import type { VoiceJournal, VoiceLog } from '../ports.ts'
import type { SipRefusal } from '../sip/index.ts'
import { createRefusalBrake } from './refusal-brake.ts'

export interface RefusedPeersDeps {
  clock: Clock
  log: VoiceLog
  journal: VoiceJournal
}

const minuteMs = 60_000
/** As control bounds its own rows about strangers (AUDIT-14). */
const rowsPerMinute = 120

/**
 * Puts on record who was turned away by the SIP stack (SIP-37). The same by the same peer is one event a minute, all
 * together are 120; what is left out is only repetition or noise.
 */
export function createRefusedPeers(deps: RefusedPeersDeps): (refused: SipRefusal) => void {
  const { clock, log, journal } = deps
  const repeats = createRefusalBrake(1, minuteMs)
  const all = createRefusalBrake(rowsPerMinute, minuteMs)
  return ({ reason, aor, address }) => {
    const nowMs = clock.nowMs()
    if (!repeats.mayRecord(`${aor ?? address} ${reason}`, nowMs) || !all.mayRecord('all', nowMs)) return
    const signInId = SignInId.safeParse(aor).data ?? null
    log.info({ reason, signInId }, 'a SIP peer was refused')
    journal.append({ type: 'sip-refused', reason, signInId, address })
  }
}
