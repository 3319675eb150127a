import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { liveStore, useOwn } from '../realtime/index.ts'

/**
 * Takes an agent to the pre-shift check when control first tells that Ready waits for it. Once a sign-in: who goes on to
 * another page from there stays on it, and who has a call, or its wrap-up, to see to is left with it.
 */
export const useGateLanding = (): void => {
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const told = useOwn() !== null
  const here = useRef(path)
  useEffect(() => {
    here.current = path
  }, [path])
  useEffect(() => {
    if (!told) return
    const { own } = liveStore.getState()
    const free = own?.call === null && own.state.type !== 'wrap-up'
    if (own?.readyGate.open === false && free && (here.current === '/work' || here.current === '/'))
      void navigate({ to: '/check', replace: true })
  }, [told, navigate])
}
