import { Outlet, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Spinner } from '../ui/components/button.tsx'
import { Logo } from '../ui/components/logo.tsx'
import { Toasts } from '../ui/components/toast.tsx'
import { lazyNamed } from './lazy.ts'
import { SessionServices } from './session-services.tsx'
import { loadSession, useSession } from './session.ts'
import { Shell } from './shell.tsx'

const SignInScreen = lazyNamed(() => import('../features/sign-in/sign-in-screen.tsx'), 'SignInScreen')

const askAgainMs = 2000

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
  useEffect(() => {
    if (session.type === 'signed-in' || session.type === 'signed-out') return undefined
    void loadSession()
    const timer = setInterval(() => void loadSession(), askAgainMs)
    return () => clearInterval(timer)
  }, [session.type])

  const screen = () => {
    if (path === '/enrol') return <Outlet />
    switch (session.type) {
      case 'loading':
      case 'unreachable':
        return <Waiting unreachable={session.type === 'unreachable'} />
      case 'signed-out':
        return <SignInScreen />
      case 'signed-in':
        return (
          <>
            <SessionServices role={session.me.role} key={`services ${session.me.signInId}`} />
            <Shell me={session.me} key={session.me.signInId} />
          </>
        )
      default:
        return session satisfies never
    }
  }
  return (
    <>
      <Suspense fallback={<Waiting unreachable={false} />}>{screen()}</Suspense>
      <Toasts />
    </>
  )
}
