import { CallControl, controlContentType } from '@hearthline/shared'
import type { ArrivedLine, Line, LineCause, LineEvent, LineFailure } from './ports.ts'
import type {
  IncomingInfo,
  IncomingInvite,
  IncomingReinvite,
  InviteFailure,
  OutgoingCall,
  OutgoingInvite,
  SipDialog,
  SipDialogHandlers,
  SipEnd,
  SipReason,
  SipStack,
} from './sip/index.ts'

/** Turns the SIP stack's calls into the lines that the call service knows: the only place that knows both. */

/** RFC 3326 in a BYE or CANCEL. */
const sipReason = (cause: LineCause): SipReason => ({
  protocol: 'SIP',
  cause: cause.status,
  text: cause.kind,
})

/** In a final answer: `text` is the code under which a screen keeps its sentence. */
export const reasonHeader = (cause: { kind: string; status: number }) => ({
  name: 'Reason',
  value: `Hearthline;cause=${cause.status};text="${cause.kind}"`,
})

/** RFC 3261 §20.43, code 305: what a peer whose media cannot be taken would have to offer. */
const incompatible = {
  name: 'Warning',
  value: '305 hearthline "Incompatible media format: audio in G.711 (PCMU or PCMA) is needed"',
}

/** What a refusal says beside its status. */
export const whyNot = (cause: { kind: string; status: number }) => [
  reasonHeader(cause),
  ...(cause.status === 488 ? [incompatible] : []),
]

const readEnd = (end: SipEnd): LineEvent => ({
  type: 'line-ended',
  end: end.kind === 'bye' ? 'hung-up' : 'gone',
})

const readFailure = (failure: InviteFailure): LineFailure =>
  failure.kind === 'rejected' ? { kind: 'rejected', status: failure.status } : { kind: failure.kind }

/**
 * Whether an offer says that its maker will send no RTP: the last direction line counts, since one for the media section
 * stands above one for the session (RFC 4566 §6). All that the voice node reads of SDP.
 */
export function announcesSilence(sdp: string | null): boolean {
  const directions = sdp?.match(/^a=(?:sendrecv|sendonly|recvonly|inactive)\s*$/gm)
  const last = directions?.at(-1)?.trim()
  return last === 'a=recvonly' || last === 'a=inactive'
}

interface Reinvites {
  handler: NonNullable<SipDialogHandlers['onReinvite']>
  accept: (sdp: string) => void
  refuse: (status: number) => void
}

/** Answers re-INVITEs in the order in which they came; the stack lets only one be open at a time. */
function reinvitesOf(tell: (event: LineEvent) => void): Reinvites {
  const open: IncomingReinvite[] = []
  return {
    handler: (reinvite) => {
      open.push(reinvite)
      const { offerSdp } = reinvite
      tell({ type: 'line-reinvited', offerSdp, silent: announcesSilence(offerSdp) })
    },
    accept: (sdp) => {
      open.shift()?.accept(sdp, (answer) => tell({ type: 'line-late-answer', sdp: answer }))
    },
    refuse: (status) => open.shift()?.reject(status, undefined, status === 488 ? [incompatible] : []),
  }
}

function offerAgain(dialog: SipDialog | null, offerSdp: string, tell: (event: LineEvent) => void): void {
  if (dialog === null) return
  dialog
    .reinvite(offerSdp)
    .then((outcome) => tell({ type: 'line-renegotiated', sdp: outcome.ok ? outcome.sdp : null }))
    // The stack answers with values; a rejection is a bug of it, and to the call the same as a refusal.
    .catch(() => tell({ type: 'line-renegotiated', sdp: null }))
}

/** As gateways write it: Cisco's `application/dtmf-relay`, the oldest and most widely read form. */
const digitContentType = 'application/dtmf-relay'
const digitMs = 100

interface Infos {
  handler: (info: IncomingInfo) => void
  answerControl: Line['answerControl']
}

/**
 * INFO from a peer. A phone of ours asks for controls of its call (SIP-69); a carrier sends digits, which nobody here waits for, or
 * nothing at all to keep the dialog alive: both are taken note of.
 */
function infosOf(from: 'phone' | 'carrier', tell: (event: LineEvent) => void): Infos {
  const open = new Map<number, IncomingInfo>()
  let lastId = 0
  const ask = (info: IncomingInfo): void => {
    const control = readControl(info.body)
    if (control === null) return info.answer(400)
    lastId += 1
    open.set(lastId, info)
    tell({ type: 'line-control', controlId: lastId, control })
  }
  return {
    handler: (info) => {
      if (from === 'phone') return info.contentType === controlContentType ? ask(info) : info.answer(415)
      const known = ['', digitContentType, 'application/dtmf'].includes(info.contentType)
      info.answer(known ? 200 : 415)
    },
    answerControl: (controlId, answer) => {
      const info = open.get(controlId)
      open.delete(controlId)
      info?.answer(200, { contentType: controlContentType, text: JSON.stringify(answer) })
    },
  }
}

function readControl(body: string): CallControl | null {
  try {
    const parsed = CallControl.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Sends digits one after the other: INFOs that are under way together may overtake each other over UDP. */
function digitsOf(dialog: () => SipDialog | null): (digit: string) => void {
  let sending: Promise<unknown> = Promise.resolve()
  return (digit) => {
    if (!/^[0-9*#A-D]$/.test(digit)) return
    const body = `Signal=${digit}\r\nDuration=${digitMs}\r\n`
    // What a carrier answers changes nothing: there is no other way left to tell it.
    sending = sending.then(() => dialog()?.info(digitContentType, body))
  }
}

/** Keeps events until somebody listens, and none after the end. */
function createTeller(): {
  tell: (event: LineEvent) => void
  listen: (onEvent: (event: LineEvent) => void) => void
  silence: () => void
} {
  let early: LineEvent[] = []
  let listener: ((event: LineEvent) => void) | null = null
  let isSilent = false
  return {
    tell: (event) => {
      if (isSilent) return
      if (listener === null) early.push(event)
      else listener(event)
    },
    listen: (onEvent) => {
      listener = onEvent
      const kept = early
      early = []
      for (const event of kept) if (!isSilent) onEvent(event)
    },
    silence: () => {
      isSilent = true
    },
  }
}

const dialogEvents = (
  tell: (event: LineEvent) => void,
  reinvites: Reinvites,
  infos: Infos,
): Pick<
  SipDialogHandlers,
  'onEnded' | 'onReinvite' | 'onInfo' | 'onTransportLost' | 'onTransportRestored'
> => ({
  onEnded: (end) => tell(readEnd(end)),
  onInfo: infos.handler,
  onReinvite: reinvites.handler,
  onTransportLost: () => tell({ type: 'line-lost' }),
  onTransportRestored: () => tell({ type: 'line-restored' }),
})

/** A leg that called us. */
export function arrivedLine(invite: IncomingInvite): ArrivedLine {
  const teller = createTeller()
  const reinvites = reinvitesOf(teller.tell)
  const infos = infosOf(invite.source.kind === 'agent' ? 'phone' : 'carrier', teller.tell)
  let isAccepted = false
  invite.setHandlers({
    ...dialogEvents(teller.tell, reinvites, infos),
    onCancel: () => teller.tell({ type: 'line-cancelled' }),
    onTimeout: () => teller.tell({ type: 'line-cancelled' }),
    onAnswer: (sdp) => teller.tell({ type: 'line-late-answer', sdp }),
  })
  const line: Line = {
    reinvite: (offerSdp) => offerAgain(invite.dialog, offerSdp, teller.tell),
    progress: (status, sdp) => invite.progress(status, sdp ?? undefined),
    accept: (sdp) => {
      isAccepted = true
      invite.accept(sdp)
    },
    end: (cause) => {
      teller.silence()
      if (isAccepted) invite.dialog.bye(sipReason(cause))
      else invite.reject(cause.status, undefined, whyNot(cause))
    },
    acceptReinvite: reinvites.accept,
    refuseReinvite: reinvites.refuse,
    answerControl: infos.answerControl,
    sendDigit: digitsOf(() => (isAccepted ? invite.dialog : null)),
  }
  return { line, offerSdp: invite.offerSdp, listen: teller.listen }
}

/** A leg that we call. `onTrying`: the peer has the INVITE (100 or more). */
export function calledLine(
  stack: SipStack,
  request: OutgoingInvite,
  onEvent: (event: LineEvent) => void,
  onTrying: () => void = () => undefined,
): Line {
  const teller = createTeller()
  teller.listen(onEvent)
  const reinvites = reinvitesOf(teller.tell)
  const infos = infosOf(request.target.kind === 'aor' ? 'phone' : 'carrier', teller.tell)
  let dialog: SipDialog | null = null
  const call: OutgoingCall = stack.invite(request, {
    ...dialogEvents(teller.tell, reinvites, infos),
    onTrying,
    onProgress: ({ status, sdp }) => teller.tell({ type: 'line-progressed', status, sdp }),
    onAccepted: (accepted) => {
      dialog = accepted.dialog
      teller.tell({ type: 'line-answered', sdp: accepted.sdp === '' ? null : accepted.sdp })
    },
    onFailed: (failure) => teller.tell({ type: 'line-failed', failure: readFailure(failure) }),
  })
  return {
    // A leg that we called is answered by its peer, never by us.
    progress: () => undefined,
    accept: () => undefined,
    end: (cause) => {
      teller.silence()
      if (dialog === null) call.cancel(sipReason(cause))
      else dialog.bye(sipReason(cause))
    },
    acceptReinvite: reinvites.accept,
    refuseReinvite: reinvites.refuse,
    reinvite: (offerSdp) => offerAgain(dialog, offerSdp, teller.tell),
    answerControl: infos.answerControl,
    sendDigit: digitsOf(() => dialog),
  }
}
