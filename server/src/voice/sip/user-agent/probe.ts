import { Headers } from '../message/headers.ts'
import { noBody } from '../message/message.ts'
import type { ProbeOutcome, ProbeTarget } from '../types.ts'
import { newTag, type UserAgentContext } from './context.ts'
import type { Transports } from './peer.ts'

const defaultTimeoutMs = 5000

/** Asks a trunk with OPTIONS whether it is there (RFC 3261 §11). Any final answer says yes. */
export function sendProbe(
  context: UserAgentContext,
  transports: Transports,
  target: ProbeTarget,
): Promise<ProbeOutcome> {
  const flow = transports[target.transport]?.flowTo(target.address, target.port)
  if (flow === undefined) return Promise.resolve({ reachable: false })
  const headers = Headers.of([
    ['Max-Forwards', '70'],
    ['From', `<sip:${flow.sentBy}>;tag=${newTag(context.random)}`],
    ['To', `<${target.uri}>`],
    ['Call-ID', context.random.uuid()],
    ['CSeq', '1 OPTIONS'],
    ['Contact', `<sip:${flow.sentBy}>`],
    ['Accept', 'application/sdp'],
    ['User-Agent', context.userAgentName],
  ])
  const startedMs = context.clock.nowMs()
  return new Promise((resolve) => {
    const timeout = context.clock.setTimer(target.timeoutMs ?? defaultTimeoutMs, () =>
      resolve({ reachable: false }),
    )
    const settle = (outcome: ProbeOutcome): void => {
      timeout.cancel()
      resolve(outcome)
    }
    context.layer.send({ kind: 'request', method: 'OPTIONS', uri: target.uri, headers, body: noBody }, flow, {
      onResponse: ({ status }) => {
        if (status >= 200) settle({ reachable: true, status, rttMs: context.clock.nowMs() - startedMs })
      },
      onTimeout: () => settle({ reachable: false }),
      onTransportFailed: () => settle({ reachable: false }),
    })
  })
}
