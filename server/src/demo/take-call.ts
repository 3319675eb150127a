import type { IncomingInvite } from '../voice/sip/index.ts'
import { beginCall, type CarrierCall, type CarrierCallFacts, type CarrierCallPorts } from './carrier-call.ts'
import type { CarrierPlan } from './carrier-plan.ts'
import { readAudioSdp, type AudioOffer } from './carrier-sdp.ts'

/** A call from Hearthline: lives by its plan. */
export function takeCall(invite: IncomingInvite, plan: CarrierPlan, ports: CarrierCallPorts): CarrierCall {
  const { clock, log } = ports
  const call = beginCall(
    ports,
    { direction: 'from-hearthline', number: invite.requestUser, from: invite.fromUser },
    plan.type === 'answer' ? plan : {},
  )
  const { facts } = call
  const timers = new Set<{ cancel(): void }>()
  const later = (delayMs: number, act: () => void): void => {
    timers.add(clock.setTimer(delayMs, act))
  }
  const end = (how: NonNullable<CarrierCallFacts['ended']>, status: number | null = null): void => {
    if (!call.end(how, status)) return
    for (const timer of timers) timer.cancel()
    log.info({ carrierCall: facts.id, ended: how, status }, 'call ended')
    ports.onEnded(self)
  }
  const refuse = (status: number): void => {
    invite.reject(status)
    end('refused', status)
  }
  const self: CarrierCall = {
    facts,
    heard: call.heard,
    hangUp: () => {
      if (facts.endedAt !== null) return
      if (facts.answeredAt === null) return refuse(480)
      invite.dialog.bye()
      end('carrier-bye')
    },
    dispose: () => end('lost'),
  }

  const answer = async (how: Extract<CarrierPlan, { type: 'answer' }>, offer: AudioOffer): Promise<void> => {
    const rtp = await call.openRtp()
    if (rtp === null) return
    const sdp = call.answerTo(offer, rtp)
    const pickUp = (): void => {
      facts.answeredAt = clock.nowMs()
      invite.accept(sdp)
      call.speak(offer, how.script)
      if (how.hangUpAfterMs !== null) later(how.hangUpAfterMs, () => self.hangUp())
    }
    if (how.ringMs === 0) return pickUp()
    facts.ringingAt = clock.nowMs()
    if (how.early === null) invite.progress(180)
    else {
      invite.progress(183, sdp)
      call.speak(offer, how.early)
    }
    later(how.ringMs, pickUp)
  }

  invite.setHandlers({
    onCancel: () => end('cancelled', 487),
    onEnded: (ended) => end(ended.kind === 'bye' ? 'hearthline-bye' : 'lost'),
    onReinvite: call.move,
    onInfo: call.hearInfo,
  })
  const offer = invite.offerSdp === null ? null : readAudioSdp(invite.offerSdp)
  log.info({ carrierCall: facts.id, plan: plan.type }, 'call from Hearthline')
  if (plan.type === 'refuse') refuse(plan.status)
  else if (offer === null) refuse(488)
  else if (plan.type === 'ring-for-ever' || plan.type === 'ring-then-refuse') {
    facts.ringingAt = clock.nowMs()
    invite.progress(180)
    if (plan.type === 'ring-then-refuse') later(plan.ringMs, () => refuse(plan.status))
  } else if (plan.type === 'answer') {
    answer(plan, offer).catch((error: unknown) => {
      log.error({ err: error }, 'no RTP socket')
      refuse(500)
    })
  }
  return self
}
