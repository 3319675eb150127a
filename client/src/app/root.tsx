import type { Me } from '@hearthline/shared'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { hasSession, usePhone } from '../softphone/index.ts'
import { Spinner } from '../ui/components/button.tsx'
import { Logo } from '../ui/components/logo.tsx'
import { Toasts } from '../ui/components/toast.tsx'
import { lazyNamed, withEntryTexts } from './lazy.ts'
import { PhoneKeeper, SessionServices } from './session-services.tsx'
import { loadSession, useSession, type Session } from './session.ts'
import { Shell } from './shell.tsx'

const SignInScreen = lazyNamed(
  withEntryTexts(() => import('../features/sign-in/sign-in-screen.tsx')),
  'SignInScreen',
)

const DrainingScreen = lazyNamed(
  withEntryTexts(() => import('../features/sign-in/draining-screen.tsx')),
  'DrainingScreen',
)

const askAgainMs = 2000

/** Pages that work without a sign-in, and do not care for one. */
const openPaths: readonly string[] = ['/enrol', '/reset']

/** Whose phone runs on this page: the signed-in person's, or theirs who was signed out while their call goes on. */
const usePhoneOwner = (session: Session): { me: Me; draining: boolean } | null => {
  const { call } = usePhone()
  if (session.type === 'signed-in') return { me: session.me, draining: false }
  // Also when the call is cut: control ends it, and a phone that hung up first would make it the agent's doing.
  if (session.type !== 'signed-out' || session.was === null || session.ending === null) return null
  return hasSession(call) && call.type !== 'incoming' ? { me: session.was, draining: true } : null
}

/** Before anything is known: the sign, and after a while why nothing comes. */
const Waiting = ({ unreachable }: { unreachable: boolean }) => {
  const { t } = useTranslation()
  const { t: problem } = useTranslation('problems')
  return (
    <main className="middle fill" aria-busy>
      <Logo size={40} />
      {unreachable ? (
        <p className="row g8 t2" role="alert">
          <Spinner /> {problem('unavailable')}
        </p>
      ) : (
        <span className="vh">{t('loading')}</span>
      )}
    </main>
  )
}

/** Chooses between the enrolment page, the sign-in screen and the signed-in shell. */
export const Root = () => {
  const session = useSession()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const phone = usePhoneOwner(session)
  useEffect(() => {
    if (session.type === 'signed-in' || session.type === 'signed-out') return undefined
    void loadSession()
    const timer = setInterval(() => void loadSession(), askAgainMs)
    return () => clearInterval(timer)
  }, [session.type])

  const screen = () => {
    if (openPaths.includes(path) && phone?.draining !== true) return <Outlet />
    switch (session.type) {
      case 'loading':
      case 'unreachable':
        return <Waiting unreachable={session.type === 'unreachable'} />
      case 'signed-out':
        return phone !== null && session.ending !== null && session.ending.call !== 'cut' ? (
          <DrainingScreen ending={session.ending} />
        ) : (
          <SignInScreen />
        )
      case 'signed-in':
        return (
          <>
            <SessionServices key={`services ${session.me.signInId}`} />
            <Shell me={session.me} key={session.me.signInId} />
          </>
        )
      default:
        return session satisfies never
    }
  }
  return (
    <>
      {phone !== null && (
        <PhoneKeeper key={phone.me.signInId} role={phone.me.role} draining={phone.draining} />
      )}
      <Suspense fallback={<Waiting unreachable={false} />}>{screen()}</Suspense>
      <Toasts />
    </>
  )
}
