import type { TerminationKind } from '@hearthline/shared'
import type { PhoneFailure } from '../../softphone/index.ts'

/** Why a call is over, with the next step. */
const termination = {
  'agent-hung-up': 'You hung up.',
  'customer-hung-up': 'The customer hung up.',
  'agent-cancelled': 'You stopped before anybody answered.',
  'customer-abandoned': 'The customer hung up before you answered. Call them back when you are ready.',
  busy: 'Busy. They are on another call. Try again later.',
  'no-answer': 'No answer. It rang and nobody picked up. Try again later.',
  declined: 'They declined the call. Try another time.',
  unallocated: 'This number is not in service. Check the digits.',
  rejected: 'The phone network refused this call. Check the number; if it is right, tell your team lead.',
  'trunk-unavailable': 'The line to the phone network is down. Nothing rang. Wait a minute, then call again.',
  'no-agent': 'Nobody was ready to take this call. Call the customer back when you are.',
  'agent-line-lost': 'Your connection was gone for too long, so the call ended. Check your internet.',
  'customer-line-lost': 'The customer’s line broke off and the call ended. Call them again.',
  'never-dialled': 'The call was never dialled. Nothing rang. Call again.',
  'media-failed':
    'The audio could not be carried, so the call ended on both sides. Call again; if it ends so again, the other side takes no audio of ours (G.711).',
  'voice-node-lost':
    'Our calling server failed, so the call ended on both sides. Wait for your line, then call the customer again.',
  'ended-by-lead': 'Your team lead ended this call. Their notice says why.',
  revoked: 'Your access was withdrawn and the call ended. Ask your team lead.',
} as const satisfies Record<TerminationKind, string>

const phone = {
  'microphone-denied':
    'The browser blocks the microphone. Allow it in the address bar, then try again. Nothing rang.',
  'microphone-missing': 'No microphone was found. Plug in your headset, then try again.',
  'microphone-busy': 'Another program holds the microphone. Close it, then try again.',
  'no-line': 'Your phone has no line yet. Wait until the status says so, then call again.',
  'line-lost': 'Your internet dropped while the call was set up. Wait for the line, then call again.',
  'line-timeout': 'The phone server did not answer in time. Call again.',
  'audio-path':
    'The audio found no way through, so the call ended. Your network may block it: try another one, or ask the help desk.',
  refused: 'The permission for this call was no longer good. Call again.',
  'no-codec':
    'This browser and the phone server have no audio format (G.711) in common. Use a current Chrome, Edge or Firefox.',
  'ring-over': 'The ring is over. Somebody else may have taken the call.',
  'ring-declined': 'You said not now. The next person is rung.',
  'control-away': 'Control is away, so no new call starts. It is back in a moment: call again then.',
  'control-unanswered': 'The phone server did not answer in time, so nothing was switched. Try again.',
  'control-lost':
    'Your line broke before this was confirmed, so nothing was switched. Try again when it is back.',
  'no-tones': 'Tones cannot be sent in this call. Tell the customer what you would have typed.',
  'not-rejoined': 'The call could not be got back in time. The customer was told that you call again.',
} as const satisfies Record<PhoneFailure, string>

export const call = {
  takenOver:
    'Your team lead took this call over and goes on with the customer. You are out of it: save your outcome.',
  left: {
    transferred: 'You handed this call over. Save your outcome.',
    rejoined: 'This call goes on in another tab or on another device of yours.',
    'consult-left': 'Your colleague has gone back to the customer without you.',
  },
  toll: {
    country: 'Calls to this country are not allowed here. Ask your administrator.',
    premium: 'This number costs extra, so it is not called from here.',
    concurrent: 'Too many costly calls run at once. Wait until one ends, then call again.',
    hourly: 'The limit of such calls for this hour is reached. Try again later.',
    night: 'Such calls are not allowed at this hour. Try again in the morning.',
    'short-code': 'Short numbers cannot be called from here. Use the full number.',
    emergency: 'Emergency numbers cannot be called from here: use your own telephone.',
  },
  termination,
  phone,
  ring: {
    incoming: 'Incoming call',
    unknown: 'Unknown number',
    missed: 'You missed a call and are not ready now',
  },
  title: {
    failed: 'Not connected',
    ended: 'The call ended',
    missed: 'Not answered',
  },
  direction: { outbound: 'Outgoing', inbound: 'Incoming' },
}
