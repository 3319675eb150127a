import {
  accessRequestRoutes,
  type AccessRequestKind,
  type OwnAccessRequest,
  type Problem,
} from '@hearthline/shared'
import { useEffect, useState } from 'react'
import { call } from '../../api/call.ts'

const retryMs = 2_000

export interface AskedFor {
  /** Null: nothing was asked from this browser, or nothing that fits this refusal. */
  request: OwnAccessRequest | null
  /** False while control does not answer. */
  reachable: boolean
  asking: boolean
  problem: Problem | null
  ask: (note: string) => void
}

/** Waits, by long polling, until a request is decided; null when it is gone. */
async function decisionOn(
  first: OwnAccessRequest,
  signal: AbortSignal,
  onReachable: (reachable: boolean) => void,
): Promise<OwnAccessRequest | null> {
  let request = first
  while (request.state === 'waiting') {
    const asked = await call(accessRequestRoutes.current, { query: { wait: 'change' }, signal })
    if (asked.ok) request = asked.value
    else if (asked.problem.code === 'not-found') return null
    onReachable(asked.ok)
    if (!asked.ok) await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
  return request
}

/**
 * What somebody asked for from the refusal screen, and what became of it.
 * @param reference of the refusal: it may ask once
 */
export function useAccessRequest(kind: AccessRequestKind, reference: string | undefined): AskedFor {
  const [request, setRequest] = useState<OwnAccessRequest | null>(null)
  const [reachable, setReachable] = useState(true)
  const [asking, setAsking] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  useEffect(() => {
    // Asked before a reload, or before the last try: it still waits, and need not be asked again.
    const abort = new AbortController()
    const look = async (): Promise<void> => {
      const current = await call(accessRequestRoutes.current, { query: {}, signal: abort.signal })
      if (current.ok && current.value.kind === kind && current.value.state === 'waiting') {
        setRequest((known) => known ?? current.value)
      }
    }
    // The only rejection is our own abort, on leaving the page.
    look().catch(() => undefined)
    return () => abort.abort()
  }, [kind])

  const waitingFor = request?.state === 'waiting' ? request.requestId : null
  useEffect(() => {
    if (waitingFor === null || request === null) return undefined
    const abort = new AbortController()
    decisionOn(request, abort.signal, setReachable)
      .then((decided) => {
        if (!abort.signal.aborted) setRequest(decided ?? { ...request, state: 'lapsed' })
        return undefined
      })
      // Our own abort again.
      .catch(() => undefined)
    return () => abort.abort()
    // Once for each request that waits; its other facts do not change while it does.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [waitingFor])

  const ask = (note: string): void => {
    if (asking || reference === undefined) return
    setAsking(true)
    setProblem(null)
    void call(accessRequestRoutes.ask, { body: { reference, note } }).then((answer) => {
      setAsking(false)
      if (answer.ok) setRequest(answer.value)
      else setProblem(answer.problem)
      return undefined
    })
  }
  return { request, reachable, asking, problem, ask }
}
