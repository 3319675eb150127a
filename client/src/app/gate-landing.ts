import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { liveStore, useOwn } from '../realtime/index.ts'

/**
 * Takes an agent to the pre-shift check when control tells that Ready waits for it, or, who has a call or its wrap-up to see
 * to first, when that is over. Once a sign-in: who goes on to another page from there stays on it.
 */
export const useGateLanding = (): void => {
  const navigate = useNavigate()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const own = useOwn()
  const told = own !== null
  const free = told && own.call === null && own.state.type !== 'wrap-up'
  const here = useRef(path)
  const isDone = useRef(false)
  useEffect(() => {
    here.current = path
  }, [path])
  useEffect(() => {
    if (!told) isDone.current = false
  }, [told])
  useEffect(() => {
    if (!free || isDone.current) return
    isDone.current = true
    const isClosed = liveStore.getState().own?.readyGate.open === false
    if (isClosed && (here.current === '/work' || here.current === '/'))
      void navigate({ to: '/check', replace: true })
  }, [free, navigate])
}
