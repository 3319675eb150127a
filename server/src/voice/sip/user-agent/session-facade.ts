import type { SipDialog } from '../types.ts'
import type { Session } from './session.ts'

/** The part of a session that the application holds. */
export function facadeOf(session: Session): SipDialog {
  const { callId, localTag, remoteTag } = session.dialog
  return {
    id: callId,
    localTag,
    remoteTag,
    get state() {
      return session.state
    },
    get currentFlowId() {
      return session.peer.currentFlowId()
    },
    bye: (reason) => session.bye(reason),
    reinvite: (sdp) => session.offers.reinvite(sdp),
    update: (sdp) => session.offers.update(sdp),
    info: (type, body) => session.info(type, body),
  }
}
