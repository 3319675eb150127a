import { SignInId } from '@hearthline/shared'
import type { Problem } from '@hearthline/shared'
import type { VoiceCommand } from '../protocol/voice-link.ts'
import type { createPhoneChecks, createSignInGate } from './agents/index.ts'
import type { CallService, createLoopbacks } from './calls/index.ts'
import type { NodeDesk } from './journal/index.ts'
import type { VoiceLog } from './ports.ts'
import type { SipStack } from './sip/index.ts'
import type { createTrunkBook, createTrunkRegistrations, createTrunkWatch } from './trunks/index.ts'

export interface NodeDeskDeps {
  calls: CallService
  loopback: ReturnType<typeof createLoopbacks>
  stack: SipStack
  gate: ReturnType<typeof createSignInGate>
  phoneChecks: ReturnType<typeof createPhoneChecks>
  book: ReturnType<typeof createTrunkBook>
  watch: ReturnType<typeof createTrunkWatch>
  trunkRegistrations: ReturnType<typeof createTrunkRegistrations>
  log: VoiceLog
}

/** What control is told of this node, and what it may ask of it. */
export function createNodeDesk(deps: NodeDeskDeps): NodeDesk {
  const { calls, stack, book, watch, trunkRegistrations } = deps
  return {
    calls: () => calls.snapshot(),
    registrations: () => {
      // A snapshot goes to a control that may know nothing yet of who answers.
      deps.phoneChecks.tellAgain()
      return stack.registrations().flatMap(({ aor }) => {
        const signInId = SignInId.safeParse(aor)
        return signInId.success ? [signInId.data] : []
      })
    },
    trunks: () => watch.states(),
    statuses: () => [
      ...calls.unheard(),
      ...trunkRegistrations.states().map((each) => ({ type: 'trunk-registration' as const, ...each })),
    ],
    onTrunks: (trunks) => {
      const takeOver = async (): Promise<void> => {
        await book.replace(trunks)
        watch.refresh()
        trunkRegistrations.refresh()
      }
      takeOver().catch((error: unknown) => deps.log.error({ err: error }, 'taking over the trunks failed'))
    },
    onCommand: (command) => obey(command, deps),
  }
}

const because = (code: Problem['code'] | null, detail: string): Problem | null =>
  code === null ? null : { code, detail }

function obey(command: VoiceCommand, deps: NodeDeskDeps): ReturnType<NodeDesk['onCommand']> {
  const { calls } = deps
  switch (command.type) {
    // Control asks every node: the one that has the call is the one that says so.
    case 'end-call':
      return because(calls.end(command.callId, command.termination), 'end-call')
    // A leg that is not here has left, or is another node's: either way there is nothing left to do.
    case 'end-listening':
      calls.cutListening(command.callId, command.personId)
      return null
    case 'set-mode':
      return because(
        calls.setMode(command.callId, command.personId, command.mode),
        `set-mode ${command.mode}`,
      )
    case 'drop-sign-in':
      deps.gate.drop(command.signInId)
      calls.dropSignIn(command.signInId, command.calls)
      deps.loopback.dropSignIn(command.signInId)
      deps.stack.dropAor(command.signInId, command.calls)
      return null
    case 'consult':
      return because(calls.consult(command), 'consult')
    case 'test-trunk':
      return Promise.all([
        deps.watch.test(command.trunkId),
        deps.trunkRegistrations.test(command.trunkId),
      ]).then(() => null)
    default:
      return command satisfies never
  }
}
