import type { Clock, RandomSource } from '../../../ports.ts'
import { buildCancel, buildResponse, type ResponseParts } from '../message/build.ts'
import type { RequestText, SipRequest, SipResponse } from '../message/message.ts'
import { tagOf } from '../message/name-addr.ts'
import { branchOf, magicCookie } from '../message/via.ts'
import type { Flow } from '../transport/flow.ts'
import { serialiseMessage } from '../message/serialise.ts'
import {
  type ClientDriver,
  type ClientHandlers,
  type ClientTransaction,
  createClientTransaction,
} from './client-transaction.ts'
import {
  createServerTransaction,
  type ServerContext,
  type ServerDriver,
  type ServerTransaction,
} from './server-transaction.ts'

interface TransactionUser {
  /** A new request, not an ACK and not a retransmission. Answer it through the transaction. */
  onRequest: (transaction: ServerTransaction) => void
  /** The ACK of a 2xx. */
  onAck: (ack: SipRequest, flow: Flow) => void
}

export interface TransactionLayerOptions {
  clock: Clock
  random: RandomSource
  maxTransactions: number
  user: TransactionUser
  /** The flow an answer goes to (RFC 3261 §18.2.2, RFC 3581). */
  replyBy: (flow: Flow, request: SipRequest) => Flow
  transmit: (flow: Flow, bytes: Buffer) => boolean
  countRetransmission: () => void
}

/** RFC 3261 §17: matches messages to transactions and runs their timers. */
export interface TransactionLayer {
  receiveRequest(request: SipRequest, flow: Flow): void
  receiveResponse(response: SipResponse, flow: Flow): void
  /** Whether the request belongs to a transaction that is known already. */
  knows(request: SipRequest): boolean
  /** Adds our Via and sends. The handlers are called later, never from within. */
  send(request: RequestText, flow: Flow, handlers: ClientHandlers): ClientTransaction
  /** CANCEL for an INVITE that has had a provisional answer. Its own answer is of no interest (§9.1). */
  cancel(invite: ClientTransaction, headers: readonly (readonly [string, string])[]): void
  /** ACK of a 2xx: no transaction; adds our Via and sends. Returns the bytes for sending it again. */
  acknowledge(ack: RequestText, flow: Flow): Buffer
  /** The INVITE that a CANCEL is for (§9.2), or null. */
  cancelled(cancel: SipRequest): ServerTransaction | null
  /** An answer without a transaction. */
  refuse(request: SipRequest, flow: Flow, status: number, parts?: ResponseParts): void
  flowClosed(flow: Flow): void
  count(): number
  dispose(): void
}

export function createTransactionLayer(options: TransactionLayerOptions): TransactionLayer {
  const { clock, random, user } = options
  const servers = new Map<string, ServerDriver>()
  const clients = new Map<string, ClientDriver>()
  const clientsByFlow = new Map<string, Set<ClientDriver>>()

  const newBranch = (): string => magicCookie + Buffer.from(random.bytes(12)).toString('hex')

  const refuse: TransactionLayer['refuse'] = (request, flow, status, parts) => {
    if (request.method === 'ACK') return
    const response = buildResponse(request, status, parts)
    options.transmit(options.replyBy(flow, request), serialiseMessage(response))
  }

  const serve = (request: SipRequest, flow: Flow): void => {
    const key = serverKey(request, request.method)
    const context: ServerContext = {
      clock,
      replyBy: options.replyBy,
      transmit: options.transmit,
      countRetransmission: options.countRetransmission,
      onAck: user.onAck,
      onEnd: () => void servers.delete(key),
    }
    const driver = createServerTransaction(request, flow, context)
    servers.set(key, driver)
    user.onRequest(driver)
  }

  const run = (request: RequestText, flow: Flow, key: string, handlers: ClientHandlers): ClientDriver => {
    const context = {
      clock,
      transmit: options.transmit,
      countRetransmission: options.countRetransmission,
      onEnd: () => {
        clients.delete(key)
        const siblings = clientsByFlow.get(flow.id)
        siblings?.delete(driver)
        if (siblings?.size === 0) clientsByFlow.delete(flow.id)
      },
    }
    const driver = createClientTransaction(request, flow, handlers, context)
    clients.set(key, driver)
    if (flow.transport !== 'udp') {
      const siblings = clientsByFlow.get(flow.id)
      if (siblings === undefined) clientsByFlow.set(flow.id, new Set([driver]))
      else siblings.add(driver)
    }
    driver.start()
    return driver
  }

  return {
    receiveRequest: (request, flow) => {
      if (request.method === 'ACK') {
        const invite = servers.get(serverKey(request, 'INVITE'))
        if (invite === undefined) user.onAck(request, flow)
        else invite.receiveAck(request, flow)
        return
      }
      const known = servers.get(serverKey(request, request.method))
      if (known !== undefined) known.receiveAgain()
      else if (servers.size + clients.size >= options.maxTransactions)
        refuse(request, flow, 503, { headers: [['Retry-After', '5']] })
      else serve(request, flow)
    },
    receiveResponse: (response, flow) => {
      const branch = branchOf(response.via)
      if (branch === null) return
      const client = clients.get(`${branch} ${response.cseq.method}`)
      // A response comes back the way its request went; nobody answers for somebody else's connection.
      if (client === undefined || client.flow.transport !== flow.transport) return
      if (flow.transport !== 'udp' && client.flow.id !== flow.id) return
      // §8.1.3.3: more than one Via means that it was never ours.
      if (response.headers.list('Via').length !== 1) return
      client.receive(response)
    },
    knows: (request) => servers.has(serverKey(request, request.method === 'ACK' ? 'INVITE' : request.method)),
    send: (request, flow, handlers) => {
      const branch = newBranch()
      addVia(request, flow, branch)
      return run(request, flow, `${branch} ${request.method}`, handlers)
    },
    cancel: (invite, headers) => {
      const cancel = buildCancel(invite.request, headers)
      const branch = /;branch=([^;\s]+)/.exec(cancel.headers.get('Via') ?? '')?.[1] ?? ''
      run(cancel, invite.flow, `${branch} CANCEL`, {
        onResponse: nothing,
        onTimeout: nothing,
        onTransportFailed: nothing,
      })
    },
    acknowledge: (ack, flow) => {
      addVia(ack, flow, newBranch())
      const bytes = serialiseMessage(ack)
      options.transmit(flow, bytes)
      return bytes
    },
    cancelled: (cancel) => servers.get(serverKey(cancel, 'INVITE')) ?? null,
    refuse,
    flowClosed: (flow) => {
      for (const driver of clientsByFlow.get(flow.id) ?? []) driver.transportFailed()
    },
    count: () => servers.size + clients.size,
    dispose: () => {
      for (const driver of servers.values()) driver.stop()
      for (const driver of clients.values()) driver.stop()
      servers.clear()
      clients.clear()
      clientsByFlow.clear()
    },
  }
}

function addVia(request: RequestText, flow: Flow, branch: string): void {
  request.headers.addFirst(
    'Via',
    `SIP/2.0/${flow.transport.toUpperCase()} ${flow.sentBy};branch=${branch};rport`,
  )
}

const nothing = (): void => undefined

/** §17.2.3: branch, sent-by and method; for a peer of RFC 2543, the fields that stay the same in a retransmission. */
function serverKey(request: SipRequest, method: string): string {
  const branch = branchOf(request.via)
  if (branch !== null && branch.startsWith(magicCookie) && branch.length > magicCookie.length) {
    return `${branch} ${request.via.host}:${request.via.port ?? ''} ${method}`
  }
  const { callId, cseq, from, uri, via } = request
  return `2543 ${callId} ${cseq.number} ${tagOf(from) ?? ''} ${uri} ${via.host}:${via.port ?? ''} ${method}`
}
