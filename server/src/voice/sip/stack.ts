import { createDigestServer } from './digest/digest-server.ts'
import { defaultLimits } from './limits.ts'
import { buildResponse } from './message/build.ts'
import type { SipRequest } from './message/message.ts'
import { parseMessage, type RefusedRequest } from './message/parse.ts'
import { serialiseMessage } from './message/serialise.ts'
import { parseSipUriText } from './message/uri.ts'
import { splitCommas } from './message/text.ts'
import { responsePort, serialiseVia, stampVia } from './message/via.ts'
import { createRegistrar } from './registrar.ts'
import { createTransactionLayer } from './transaction/transaction-layer.ts'
import type { Flow, FlowListener, Transport } from './transport/flow.ts'
import { createFloodGate } from './transport/flood-gate.ts'
import { openTcp } from './transport/tcp.ts'
import { createTlsDialer } from './transport/tls.ts'
import type { StreamContext } from './transport/stream-flows.ts'
import { openUdp } from './transport/udp.ts'
import { openWebSocket } from './transport/websocket.ts'
import type { SipRefusal } from './refusal.ts'
import type { SipCounters, SipStack, SipStackOptions } from './types.ts'
import { newTag, type UserAgentContext } from './user-agent/context.ts'
import { createDispatcher } from './user-agent/dispatcher.ts'
import { guarded } from './user-agent/guard.ts'
import { type CallRoute, placeCall } from './user-agent/outgoing-call.ts'
import { ownClock } from './user-agent/owned-clock.ts'
import { createAgentPeer, createTrunkPeer, type Transports } from './user-agent/peer.ts'
import { askPhone, sendProbe } from './user-agent/probe.ts'
import { createRegistration } from './user-agent/registration.ts'

/** How long a drained flow stays open after its call, for the BYE and its answer. */
const lastWordsMs = 1_000

/**
 * Opens the listeners and returns the SIP side of a voice node: transports, transactions, registrar, user agents.
 * Rejects with `SipBindError` (`port-taken`, `bind-failed`); nothing stays open then.
 */
export async function createSipStack(options: SipStackOptions): Promise<SipStack> {
  const { log, random } = options
  const limits = { ...defaultLimits, ...options.limits }
  const clock = ownClock(options.clock, log)
  const tally = {
    messagesIn: 0,
    messagesOut: 0,
    malformed: 0,
    flooded: 0,
    strangers: 0,
    challenges: 0,
    authFailures: 0,
    retransmissions: 0,
  }
  const tellRefused = (refused: SipRefusal): void =>
    guarded(log, 'onRefused', () => options.onRefused?.(refused))
  const flows = new Set<string>()
  const transports: Transports = { udp: null, tcp: null, tls: null }
  const opened: Transport[] = []
  let disposed = false

  const layer = createTransactionLayer({
    clock,
    random,
    maxTransactions: limits.maxTransactions,
    user: {
      onRequest: (transaction) => dispatcher.onRequest(transaction),
      onAck: (ack, flow) => dispatcher.onAck(ack, flow),
    },
    replyBy: (flow, request) => replyFlow(flow, request),
    transmit: (flow, bytes) => transmit(flow, bytes),
    countRetransmission: () => void tally.retransmissions++,
  })
  const context: UserAgentContext = {
    clock,
    random,
    log,
    limits,
    userAgentName: options.userAgentName,
    layer,
    sessions: new Map(),
    onSessionEnded: ({ peer }) => {
      const flow = peer.kind === 'agent' ? peer.flowTo(null) : null
      // Its BYE, or ours and the answer, are still to go out.
      if (flow !== null && draining.has(flow.id)) clock.setTimer(lastWordsMs, () => closeDrained(flow))
    },
  }
  /** Flows of dropped sign-ins that are open for their running calls only. */
  const draining = new Set<string>()
  const carriesCall = (flow: Flow): boolean =>
    [...context.sessions.values()].some(
      ({ peer, state }) => state !== 'ended' && peer.kind === 'agent' && peer.currentFlowId() === flow.id,
    )
  const closeDrained = (flow: Flow): void => {
    if (!carriesCall(flow)) flow.close()
  }
  const registrar = createRegistrar({
    clock,
    log,
    limits,
    digest: createDigestServer({
      realm: options.realm,
      clock,
      random,
      nonceLifetimeMs: limits.nonceLifetimeMs,
      credentials: (username) => options.credentials(username),
    }),
    onChange: (change) => guarded(log, 'onRegistration', () => options.onRegistration(change)),
    onBound: (binding) => {
      for (const session of context.sessions.values()) {
        const { peer } = session
        const same = peer.kind === 'agent' && peer.aor === binding.aor && peer.agentKey === binding.agentKey
        if (same) session.rebind(binding.flow)
      }
    },
    onChallenge: () => void tally.challenges++,
    onRefused: (refused) => {
      tally.authFailures++
      tellRefused(refused)
    },
  })
  const dispatcher = createDispatcher({
    context,
    registrar,
    transports,
    isTrunkPeer: (address, port, transport) => options.isTrunkPeer(address, port, transport),
    onInvite: (invite) => options.onInvite(invite),
  })
  const gate = createFloodGate({
    flow: { perSecond: limits.flowMessagesPerSecond, burst: limits.flowBurst },
    address: { perSecond: limits.addressMessagesPerSecond, burst: limits.addressBurst },
    trunk: { perSecond: limits.trunkMessagesPerSecond, burst: limits.trunkBurst },
  })

  const transmit = (flow: Flow, bytes: Buffer): boolean => {
    tally.messagesOut++
    return flow.send(bytes)
  }

  /** RFC 3261 §18.2.2 and RFC 3581: over UDP to the source address, at the port that the Via asks for. */
  const replyFlow = (flow: Flow, request: { via: SipRequest['via'] }): Flow => {
    if (flow.transport !== 'udp') return flow
    const port = responsePort(request.via)
    return port === flow.remotePort || port === 0
      ? flow
      : (transports.udp?.flowTo(flow.remoteAddress, port) ?? flow)
  }

  const isTrunk = (flow: Flow): boolean =>
    (flow.transport === 'udp' || flow.transport === 'tcp' || flow.transport === 'tls') &&
    options.isTrunkPeer(flow.remoteAddress, flow.remotePort, flow.transport) !== null

  /** Whose flow it is, as far as its registration says. */
  const speakerOn = (flow: Flow): Pick<SipRefusal, 'aor' | 'address'> => ({
    aor: registrar.bindingOn(flow)?.aor ?? null,
    address: flow.remoteAddress,
  })

  const receive = (flow: Flow, bytes: Buffer): void => {
    tally.messagesIn++
    if (flow.transport !== 'udp') flows.add(flow.id)
    const trunk = isTrunk(flow)
    const verdict = gate.admit(flow.id, flow.remoteAddress, trunk, clock.nowMs())
    if (verdict !== 'pass') {
      tally.flooded++
      if (verdict === 'cut') flow.close()
      return
    }
    const outcome = parseMessage(bytes, limits)
    switch (outcome.kind) {
      case 'keep-alive':
        if (outcome.ping && flow.transport !== 'udp') flow.send(Buffer.from('\r\n'))
        return
      case 'dropped':
        tally.malformed++
        return log.debug({ flow: flow.id, detail: outcome.detail }, 'a message was dropped')
      case 'refused':
        tally.malformed++
        log.debug({ flow: flow.id, detail: outcome.detail, status: outcome.status }, 'a message was refused')
        if (trunk || flow.transport !== 'udp') {
          refuseMalformed(flow, outcome.status, outcome.detail, outcome.request)
          tellRefused({ reason: 'malformed', ...speakerOn(flow) })
        }
        return
      case 'message':
        if (outcome.message.kind === 'response') layer.receiveResponse(outcome.message, flow)
        else receiveRequest(flow, outcome.message)
        return
      default:
        outcome satisfies never
    }
  }

  const receiveRequest = (flow: Flow, request: SipRequest): void => {
    const stamped = stampVia(request.via, flow.remoteAddress, flow.remotePort)
    if (stamped !== request.via) {
      request.via = stamped
      restampVia(request, serialiseVia(stamped))
    }
    switch (dispatcher.admit(request, flow)) {
      case 'pass':
        return layer.receiveRequest(request, flow)
      case 'forbidden':
        tally.strangers++
        if (flow.transport === 'ws' || flow.transport === 'wss')
          tellRefused({ reason: 'not-registered', ...speakerOn(flow) })
        else guarded(log, 'onStranger', () => options.onStranger?.(flow.remoteAddress, flow.remotePort))
        return layer.refuse(request, flow, 403, { toTag: newTag(random) })
      case 'silence':
        tally.strangers++
        return
    }
  }

  const refuseMalformed = (flow: Flow, status: number, detail: string, request: RefusedRequest): void => {
    const via = stampVia(request.via, flow.remoteAddress, flow.remotePort)
    restampVia(request, serialiseVia(via))
    const response = buildResponse(request, status, {
      toTag: newTag(random),
      headers: [['Warning', `399 sip "${detail}"`]],
    })
    transmit(replyFlow(flow, { via }), serialiseMessage(response))
  }

  const listener: FlowListener = {
    onData: (flow, bytes) => {
      if (!disposed) guarded(log, 'message', () => receive(flow, bytes))
    },
    onClosed: (flow) => {
      flows.delete(flow.id)
      draining.delete(flow.id)
      gate.forgetFlow(flow.id)
      if (disposed) return
      guarded(log, 'flow closed', () => {
        if (flow.transport === 'tcp' || flow.transport === 'tls')
          options.onConnectionLost?.(flow.remoteAddress, flow.remotePort, flow.transport)
        registrar.flowClosed(flow)
        for (const session of context.sessions.values()) session.flowClosed(flow)
        layer.flowClosed(flow)
      })
    },
  }

  const dispose = async (): Promise<void> => {
    if (disposed) return
    disposed = true
    clock.dispose()
    layer.dispose()
    registrar.dispose()
    context.sessions.clear()
    transports.tls?.dispose()
    await Promise.all(opened.map((transport) => transport.dispose()))
  }

  const ports: { udp: number | null; tcp: number | null; ws: number | null } = {
    udp: null,
    tcp: null,
    ws: null,
  }
  try {
    if (options.udp !== undefined) {
      transports.udp = await openUdp(options.udp, listener, log)
      opened.push(transports.udp)
      ports.udp = transports.udp.port
    }
    if (options.tcp !== undefined) {
      const streams: StreamContext = {
        clock,
        log,
        limits,
        listener,
        onBroken: (flow) => {
          // Whatever knocks at an open port is no SIP peer of ours, and breaks no rule of it.
          if (isTrunk(flow)) tellRefused({ reason: 'malformed', ...speakerOn(flow) })
        },
      }
      transports.tcp = await openTcp(options.tcp, streams)
      opened.push(transports.tcp)
      ports.tcp = transports.tcp.port
      transports.tls = createTlsDialer(transports.tcp.sentBy, streams)
    }
    if (options.ws !== undefined) {
      const socket = await openWebSocket(options.ws, {
        clock,
        random,
        log,
        limits,
        listener,
        onForeignOrigin: (address) => tellRefused({ reason: 'origin', aor: null, address }),
      })
      opened.push(socket)
      ports.ws = socket.port
    }
  } catch (cause) {
    await dispose()
    throw cause
  }

  const routeTo = (target: Parameters<SipStack['invite']>[0]['target']): CallRoute | null => {
    if (target.kind === 'aor') {
      const binding = registrar.newest(target.aor)
      return binding === null ? null : { uri: binding.contactUri, peer: createAgentPeer(binding) }
    }
    // What is no URI would be read as something else: a second header, another version.
    if (parseSipUriText(target.uri) === null) return null
    return { uri: target.uri, peer: createTrunkPeer(transports, target) }
  }

  const counters = (): SipCounters => {
    let dialogs = 0
    for (const session of context.sessions.values()) if (session.state !== 'ended') dialogs++
    return {
      ...tally,
      transactions: layer.count(),
      dialogs,
      flows: flows.size,
      registrations: registrar.list().length,
    }
  }

  return {
    invite: (request, handlers) => placeCall(context, routeTo(request.target), request, handlers),
    probe: (target) => sendProbe(context, transports, target),
    registration: (request) => createRegistration(context, transports, request),
    askPhone: (aor, timeoutMs) => askPhone(context, () => registrar.newest(aor), timeoutMs),
    registrations: () => registrar.list(),
    dropAor: (aor, calls) => {
      for (const flow of registrar.drop(aor)) {
        if (calls === 'drain' && carriesCall(flow)) draining.add(flow.id)
        else flow.close()
      }
    },
    localPorts: ports,
    counters,
    dispose,
  }
}

/** Puts the stamped value in the place of the first Via value, whose line may hold more. */
function restampVia(request: { headers: SipRequest['headers'] }, stamped: string): void {
  const line = request.headers.get('Via') ?? ''
  const others = line.indexOf(',') === -1 ? [] : splitCommas(line).slice(1)
  request.headers.replaceFirst('Via', [stamped, ...others].join(', '))
}
