import type { Logger } from 'pino'
import { bindFailure } from '../start-error.ts'
import { systemClock, systemRandom } from '../system-ports.ts'
import { createSipStack } from '../voice/sip/index.ts'
import type { CarrierCall, CarrierCallPorts } from './carrier-call.ts'
import { listenCarrierControl } from './carrier-control.ts'
import { planFor } from './carrier-plan.ts'
import { loadClips } from './clips.ts'
import { placeCall, type CallInRequest } from './place-call.ts'
import { takeCall } from './take-call.ts'

export interface CarrierOptions {
  /** UDP, on loopback. */
  sipPort: number
  /** Where Hearthline takes calls of this trunk. */
  hearthline: { address: string; port: number }
  /** Loopback HTTP port for tests (see carrier-control.ts); null opens none. */
  controlPort: number | null
  log: Logger
}

const address = '127.0.0.1'
/** Ended calls that are remembered for tests. */
const keptCalls = 500

/**
 * The demo carrier: a SIP and RTP peer in its own process that behaves by the last digit of the number that is called.
 * Rejects with StartError when a port is taken.
 */
export async function startCarrier(options: CarrierOptions): Promise<{ dispose(): Promise<void> }> {
  const { log, hearthline } = options
  const calls = new Map<string, CarrierCall>()
  const keep = (call: CarrierCall): CarrierCall => {
    calls.set(call.facts.id, call)
    for (const [id, old] of calls) {
      if (calls.size <= keptCalls) break
      if (old.facts.endedAt !== null) calls.delete(id)
    }
    return call
  }
  const ports: Omit<CarrierCallPorts, 'onEnded'> = {
    clock: systemClock,
    random: systemRandom,
    log,
    clips: loadClips(),
    address,
  }

  const stack = await createSipStack({
    clock: systemClock,
    random: systemRandom,
    log,
    userAgentName: 'Hearthline demo carrier',
    udp: { host: address, port: options.sipPort },
    realm: 'demo-carrier',
    credentials: () => null,
    isTrunkPeer: (from, port) =>
      port === hearthline.port && (from === hearthline.address || from === address)
        ? { id: 'hearthline' }
        : null,
    onRegistration: () => undefined,
    onInvite: (invite) => {
      const plan = planFor(invite.requestUser)
      const onEnded = (ended: CarrierCall): void => {
        if (plan.type !== 'answer' || plan.callBackAfterMs === null || ended.facts.answeredAt === null) return
        const back: CallInRequest = { from: ended.facts.number, to: ended.facts.from ?? ended.facts.number }
        systemClock.setTimer(plan.callBackAfterMs, () => {
          callIn(back).catch((error: unknown) => log.error({ err: error }, 'cannot call back'))
        })
      }
      keep(takeCall(invite, plan, { ...ports, onEnded }))
    },
  }).catch((error: unknown) => {
    throw bindFailure(error, 'HEARTHLINE_DEMO_SIP_PORT', address, options.sipPort)
  })
  const callIn = async (request: CallInRequest): Promise<CarrierCall> =>
    keep(await placeCall(request, hearthline, stack, { ...ports, onEnded: () => undefined }))

  const control =
    options.controlPort === null
      ? null
      : await listenCarrierControl({
          port: options.controlPort,
          calls,
          callIn,
          nowMs: () => systemClock.nowMs(),
        })

  let disposing: Promise<void> | null = null
  const disposeAll = async (): Promise<void> => {
    for (const call of calls.values()) call.dispose()
    await control?.dispose()
    await stack.dispose()
  }
  return { dispose: () => (disposing ??= disposeAll()) }
}
