import type { ProblemCode } from '@hearthline/shared'

/** What happened, and the next step, for every refusal. */
export const problems = {
  'invalid-request': 'Something in the form is not right. Check the marked field and send it again.',
  'payload-too-large': 'That is too large to send. Make it shorter and try again.',
  'unsupported-media-type': 'The server does not read this kind of content. Load the page again.',
  'not-found': 'It is not here any more. Go back and load the list again.',
  'method-not-allowed': 'This page is older than the server. Load the page again.',
  conflict: 'Somebody else changed this first. Look at the new state, then decide again.',
  'too-many-requests': 'Too many tries in a short time. Wait a minute, then try again.',
  'sign-in-refused':
    'Check your user name and password. If they are right, ask your team lead: they can see what to fix.',
  'sign-in-network':
    'Your key and password are right, but sign-in is not allowed from this internet connection. Use the network you were approved for, or ask your team lead.',
  'sign-in-shift':
    'Your key and password are right, but your shift is not open now. Wait for it, or ask your lead to open it early.',
  'sign-in-step-up':
    'Your key and password are right, but somebody has to allow this sign-in first. Ask your lead.',
  'second-factor-needed': 'Type the newest code of your authenticator app.',
  'proof-required':
    'This browser could not prove that the sign-in is its own. Load the page again; if it comes back, sign in anew.',
  'device-grade-too-low':
    'This role needs a hardware key: a key in the security chip of the computer. Use a computer that has one, or ask your administrator.',
  'device-not-suspended': 'This device is not suspended any more. Look at the list again.',
  'device-decided': 'This device was refused, revoked or has lapsed already. Look at the list again.',
  'access-request-refused': 'There is nothing left to ask about. Sign in again, then ask from there.',
  'request-decided': 'Somebody else decided this request first. Look at the list again.',
  'own-request': 'Nobody decides about themselves. Another lead or administrator has to.',
  'password-wrong': 'The password is not right. Type it again.',
  'password-refused': 'This password cannot be used. Choose another one.',
  'reset-link-refused':
    'This link was used, has lapsed or was mistyped. Ask your administrator for a new one.',
  'totp-wrong': 'The code is not right. Wait for the next one in your app and type that.',
  'totp-already-on': 'The second factor is on already. Turn it off first.',
  'totp-not-started': 'The second factor is not on, or its set-up has lapsed. Start again.',
  'would-lock-out': 'This change would lock you out. Change it so that you can still sign in.',
  'last-administrator': 'This is the last administrator. Make somebody else one first.',
  'name-taken': 'This name is taken. Choose another one.',
  'person-disabled': 'This person is switched off. Switch them on first.',
  'too-many-rows': 'The file has more rows than one import takes. Split it and import the parts.',
  'enrolment-code-refused':
    'The code may be used, expired or mistyped. Ask your administrator for a new one.',
  'device-limit-reached': 'The limit of approved browsers is reached. One must be revoked first.',
  'device-not-pending': 'This request was already decided or has lapsed. Look at the list again.',
  'short-code-mismatch':
    'These are not the digits on their screen. Ask them to read the code again; if it still differs, refuse.',
  'second-administrator-needed': 'Another administrator has to decide this one.',
  'not-signed-in': 'You are not signed in. Sign in again.',
  'not-allowed': 'Your role does not allow this. Ask your team lead.',
  'origin-refused': 'This address is not one the server answers. Open Hearthline by its own address.',
  'signed-out': 'This sign-in has ended. Sign in again.',
  'agent-not-ready': 'You are not ready. Go Ready first, then call.',
  'agent-busy': 'There is a call already. It has to end first.',
  'agent-not-registered': 'The phone has no line yet. Wait for it to connect, then try again.',
  'agent-in-wrap-up': 'Save the outcome of the last call first.',
  'number-not-dialable': 'This is not a number that can be dialled. Check its digits and country.',
  'no-trunk': 'No carrier line is up, so nothing rang. Try again in a minute or tell your team lead.',
  'voice-unavailable': 'Calling is away for a moment, so nothing rang. Try again in a few seconds.',
  'call-not-found': 'This call is not yours to see or does not exist.',
  'call-ended': 'The call has ended.',
  'disposition-required': 'Choose an outcome first.',
  'not-in-this-state':
    'The call is not where this works, so nothing was changed. Look at the call, then decide again.',
  'consult-running': 'You are in a consult call already. Finish it first.',
  'target-unavailable': 'They cannot take a call now, so nobody rang. Choose somebody else or try later.',
  'toll-guard': 'Calls to this number are not allowed from here, so nothing rang. Ask your administrator.',
  'line-check-needed': 'Ready opens after the pre-shift check. Run the check, or ask a lead to open Ready.',
  'not-listening': 'You are not in this call any more. Join it again first.',
  'supervisor-speaking': 'Another lead is speaking in this call. Listen until they have finished.',
  'taken-over': 'This call was taken over, so its agent has left it.',
  'agent-offline': 'Nobody there is signed in, so nothing was changed.',
  'help-asked': 'You have asked for help already. Your leads see it.',
  'help-claimed': 'Another lead takes care of it already.',
  'help-closed': 'This call for help is over.',
  'recording-not-ready': 'The recording is not sealed yet. Try again in a minute.',
  'recording-damaged': 'The recording does not match its seal, so it stays locked. Tell your administrator.',
  'range-not-satisfiable': 'That place is past the end of the recording. Start from the beginning.',
  internal:
    'The server failed to do this. Nothing was changed. Try again; if it comes back, tell the help desk.',
  unavailable: 'The server does not answer right now. A call that runs goes on. Try again in a few seconds.',
  /** Behind the rule of a toll-guard refusal. */
  opens: 'It opens at {{time}}.',
  opensBoth: 'It opens at {{time}} your time, which is {{there}} in {{zone}}.',
} satisfies Record<ProblemCode | 'opens' | 'opensBoth', string>
