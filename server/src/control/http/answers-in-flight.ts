import type { SignInId } from '@hearthline/shared'
import type { Response } from 'express'
import type { CurrentSignIn, Revocations } from '../ports.ts'

/** Bytes that take their time, such as an export, end with the sign-in that asked for them (rule ACCESS-16). */
export interface AnswersInFlight {
  /** Follows an answer from before its handler runs. */
  follow(current: CurrentSignIn | null, response: Response): AnswerInFlight
}

export interface AnswerInFlight {
  /** Bytes begin to flow; false when the sign-in has ended meanwhile: then there is nobody to send them to. */
  stream(): boolean
}

interface Followed {
  response: Response
  streams: boolean
  over: boolean
}

export function createAnswersInFlight(revocations: Revocations): AnswersInFlight {
  const bySignIn = new Map<SignInId, Set<Followed>>()

  revocations.subscribe(({ signInId }) => {
    for (const one of bySignIn.get(signInId) ?? []) {
      one.over = true
      // What says in one piece what was done, such as the answer to a signing out, is let through.
      if (one.streams) one.response.destroy()
    }
  })

  return {
    follow: (current, response) => {
      const followed: Followed = { response, streams: false, over: false }
      if (current !== null && !response.destroyed) {
        const { signInId } = current.signIn
        const own = bySignIn.get(signInId) ?? new Set()
        bySignIn.set(signInId, own.add(followed))
        response.on('close', () => {
          own.delete(followed)
          if (own.size === 0 && bySignIn.get(signInId) === own) bySignIn.delete(signInId)
        })
      }
      return {
        stream: () => {
          followed.streams = true
          return !followed.over
        },
      }
    },
  }
}
