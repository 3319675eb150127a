import type { OutgoingCall, SipDialog, SipStack } from '../voice/sip/index.ts'
import { beginCall, type CarrierCall, type CarrierCallFacts, type CarrierCallPorts } from './carrier-call.ts'
import { callingInScript, type Segment } from './carrier-plan.ts'
import { readAudioSdp, writeAudioSdp } from './carrier-sdp.ts'

export interface CallInRequest {
  /** E.164 of the calling customer. */
  from: string
  /** The number of Hearthline that is called. */
  to: string
  script?: Segment[]
}

/** A customer calls Hearthline. */
export async function placeCall(
  request: CallInRequest,
  hearthline: { address: string; port: number },
  stack: SipStack,
  ports: CarrierCallPorts,
): Promise<CarrierCall> {
  const { clock, log } = ports
  const call = beginCall(ports, { direction: 'to-hearthline', number: request.to, from: request.from })
  const { facts } = call
  let outgoing: OutgoingCall | null = null
  let dialog: SipDialog | null = null
  const end = (how: NonNullable<CarrierCallFacts['ended']>, status: number | null = null): void => {
    if (!call.end(how, status)) return
    log.info({ carrierCall: facts.id, ended: how, status }, 'call in ended')
    ports.onEnded(self)
  }
  const self: CarrierCall = {
    facts,
    heard: call.heard,
    hangUp: () => {
      if (facts.endedAt !== null) return
      if (dialog === null) return outgoing?.cancel()
      dialog.bye()
      end('carrier-bye')
    },
    dispose: () => end('lost'),
  }

  const rtp = await call.openRtp()
  if (rtp === null) return self
  const script = request.script ?? callingInScript
  const host = hearthline.address.includes(':') ? `[${hearthline.address}]` : hearthline.address
  outgoing = stack.invite(
    {
      target: {
        kind: 'uri',
        uri: `sip:${request.to}@${host}:${hearthline.port}`,
        transport: 'udp',
        ...hearthline,
      },
      from: { uri: `sip:${request.from}@${ports.address}` },
      offerSdp: writeAudioSdp(rtp, null),
    },
    {
      onProgress: () => {
        facts.ringingAt ??= clock.nowMs()
      },
      onAccepted: (accepted) => {
        facts.answeredAt = clock.nowMs()
        dialog = accepted.dialog
        const peer = readAudioSdp(accepted.sdp)
        if (peer !== null) return call.speak(peer, script)
        dialog.bye()
        end('carrier-bye')
      },
      onFailed: (failure) => {
        if (failure.kind === 'cancelled') end('cancelled', 487)
        else end('refused', failure.kind === 'rejected' ? failure.status : null)
      },
      onReinvite: call.move,
      onInfo: call.hearInfo,
      onEnded: (ended) => end(ended.kind === 'bye' ? 'hearthline-bye' : 'lost'),
    },
  )
  log.info({ carrierCall: facts.id }, 'calling Hearthline')
  return self
}
