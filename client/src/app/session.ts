import { accessRoutes, type Me, type Problem, type SignedOut } from '@hearthline/shared'
import { create } from 'zustand'
import { call } from '../api/call.ts'

/** Why a sign-in ended. `unknown` when only an answer to a request said that it is over, and not why. */
export type KnownEnding = Omit<SignedOut, 'reason'> & { reason: SignedOut['reason'] | 'unknown' }
/** Why nobody is signed in here. `null`: nobody was. */
export type Ending = KnownEnding | null

export type Session =
  | { type: 'loading' }
  /** Control did not answer yet; asked again until it does. */
  | { type: 'unreachable' }
  /** `was`: who was signed in on this page until now, while their call may still run here. */
  | { type: 'signed-out'; ending: Ending; was: Me | null }
  | { type: 'signed-in'; me: Me }

interface SessionStore {
  session: Session
  /** Server clock minus this computer's, in ms, at the last answer that told the time. */
  clockOffsetMs: number
}

const useSessionStore = create<SessionStore>()(() => ({ session: { type: 'loading' }, clockOffsetMs: 0 }))

export const useSession = (): Session => useSessionStore((store) => store.session)

/** The signed-in person, or null. */
export const useMe = (): Me | null =>
  useSessionStore((store) => (store.session.type === 'signed-in' ? store.session.me : null))

/** Outside components. */
export const currentMe = (): Me | null => {
  const { session } = useSessionStore.getState()
  return session.type === 'signed-in' ? session.me : null
}

/** Now, by the server's clock, in unix ms. */
export const serverNow = (): number => Date.now() + useSessionStore.getState().clockOffsetMs

export const signedIn = (me: Me): void =>
  useSessionStore.setState({ session: { type: 'signed-in', me }, clockOffsetMs: me.serverNow - Date.now() })

/**
 * Ends the sign-in on this side: the shell closes its socket and shows why; a call that drains keeps the phone. Safe to
 * repeat; the first known reason stays.
 */
export const sessionEnded = (ending: Ending): void => {
  const { session } = useSessionStore.getState()
  const told = session.type === 'signed-out' && session.ending !== null && session.ending.reason !== 'unknown'
  if (told) return
  const was = session.type === 'signed-in' ? session.me : session.type === 'signed-out' ? session.was : null
  useSessionStore.setState({ session: { type: 'signed-out', ending, was } })
}

/** Shows the sign-in form instead of the reason. */
export const forgetEnding = (): void =>
  useSessionStore.setState({ session: { type: 'signed-out', ending: null, was: null } })

const rechecking = { now: false }

/** An answer said that the sign-in is over, without a reason. Nothing to tell a person who was not signed in. */
export const requestRefused = (problem: Problem): void => {
  const { session } = useSessionStore.getState()
  if (session.type === 'signed-out') return
  if (problem.code === 'proof-required' && session.type === 'signed-in' && !rechecking.now) {
    // Another tab may have signed somebody else in: who is signed in here now decides, not this one request.
    rechecking.now = true
    void loadSession().finally(() => {
      rechecking.now = false
    })
    return
  }
  const was = problem.code === 'signed-out' || session.type === 'signed-in'
  sessionEnded(
    was ? { reason: 'unknown', call: 'none', at: serverNow(), by: null, note: null, reference: null } : null,
  )
}

/** Asks control who is signed in here. */
export const loadSession = async (): Promise<void> => {
  const me = await call(accessRoutes.me)
  if (me.ok) signedIn(me.value)
  else if (
    me.problem.code === 'unavailable' ||
    me.problem.code === 'internal' ||
    me.problem.code === 'too-many-requests'
  ) {
    if (currentMe() === null) useSessionStore.setState({ session: { type: 'unreachable' } })
  } else requestRefused(me.problem)
}

/**
 * Signs out by the person's own wish. Nothing ends here before the server has said so.
 * @returns the Problem when it did not answer, else null
 */
export const signOut = async (): Promise<Problem | null> => {
  const result = await call(accessRoutes.signOut)
  if (!result.ok && result.problem.code !== 'not-signed-in' && result.problem.code !== 'signed-out') {
    return result.problem
  }
  forgetEnding()
  return null
}
