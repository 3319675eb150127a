import { Headers } from '../message/headers.ts'
import { noBody } from '../message/message.ts'
import type { Binding } from '../registrar.ts'
import type { Flow } from '../transport/flow.ts'
import type { ProbeOutcome, ProbeTarget } from '../trunk-types.ts'
import type { PhoneOutcome } from '../types.ts'
import { newTag, type UserAgentContext } from './context.ts'
import { createAgentPeer, flowToTrunk, type Transports, trunkContact } from './peer.ts'

const defaultTimeoutMs = 5000

type Asked = { kind: 'answered'; status: number; rttMs: number } | { kind: 'silent' } | { kind: 'lost' }

/**
 * Asks a trunk with OPTIONS whether it is there (RFC 3261 §11). Any final answer says yes.
 */
export async function sendProbe(
  context: UserAgentContext,
  transports: Transports,
  target: ProbeTarget,
): Promise<ProbeOutcome> {
  const flow = flowToTrunk(transports, target)
  if (flow === null) return { reachable: false }
  const askedAtMs = context.clock.nowMs()
  const asked = await ask(context, flow, target.uri, trunkContact(transports, target), target.timeoutMs)
  // A connection over which nothing comes any more may be half open for a quarter of an hour: the next one starts afresh.
  if (asked.kind === 'silent' && (flow.heardAtMs?.() ?? Infinity) <= askedAtMs) flow.close()
  return asked.kind === 'answered'
    ? { reachable: true, status: asked.status, rttMs: asked.rttMs }
    : { reachable: false }
}

/**
 * Asks a registered phone with OPTIONS, over the flow of its newest binding and by the Request-URI that it registered, since that is
 * the way a call to it takes (SIP-33) and a browser answers 404 to any other. `bindingNow` is asked again at the end:
 * what came of a connection that is not the newest any more says nothing about the phone.
 */
export async function askPhone(
  context: UserAgentContext,
  bindingNow: () => Binding | null,
  timeoutMs?: number,
): Promise<PhoneOutcome> {
  const binding = bindingNow()
  if (binding === null || !binding.flow.isOpen()) return { kind: 'gone' }
  const { flow, contactUri } = binding
  const asked = await ask(context, flow, contactUri, createAgentPeer(binding).contact(), timeoutMs)
  if (asked.kind === 'lost' || bindingNow()?.flow.id !== flow.id) return { kind: 'gone' }
  return asked
}

/** Each question has a Call-ID and a From tag of its own: user agents answer 482 to what looks like a copy (§8.2.2.2). */
function ask(
  context: UserAgentContext,
  flow: Flow,
  uri: string,
  contact: string,
  timeoutMs = defaultTimeoutMs,
): Promise<Asked> {
  const headers = Headers.of([
    ['Max-Forwards', '70'],
    ['From', `<sip:${flow.sentBy}>;tag=${newTag(context.random)}`],
    ['To', `<${uri}>`],
    ['Call-ID', context.random.uuid()],
    ['CSeq', '1 OPTIONS'],
    ['Contact', contact],
    ['Accept', 'application/sdp'],
    ['User-Agent', context.userAgentName],
  ])
  const startedMs = context.clock.nowMs()
  return new Promise((resolve) => {
    const timeout = context.clock.setTimer(timeoutMs, () => resolve({ kind: 'silent' }))
    const settle = (outcome: Asked): void => {
      timeout.cancel()
      resolve(outcome)
    }
    context.layer.send({ kind: 'request', method: 'OPTIONS', uri, headers, body: noBody }, flow, {
      onResponse: ({ status }) => {
        if (status >= 200) settle({ kind: 'answered', status, rttMs: context.clock.nowMs() - startedMs })
      },
      onTimeout: () => settle({ kind: 'silent' }),
      onTransportFailed: () => settle({ kind: 'lost' }),
    })
  })
}
