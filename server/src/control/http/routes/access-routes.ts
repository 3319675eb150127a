import { accessRoutes, ok } from '@hearthline/shared'
import type { Config } from '../../../config.ts'
import type { AccessService } from '../../access/index.ts'
import { bind, bindPublic, type BoundRoute } from '../bind.ts'

export function bindAccessRoutes(
  access: AccessService,
  config: Pick<Config, 'organisation' | 'helpDesk' | 'demo'>,
): BoundRoute[] {
  return [
    bindPublic(accessRoutes.welcome, () =>
      ok({ organisation: config.organisation, helpDesk: config.helpDesk, demo: config.demo }),
    ),
    bindPublic(accessRoutes.challenge, ({ body, visit }) =>
      ok(access.challengeFor(body.purpose, visit.startPreLogin(), visit.address)),
    ),
    bindPublic(accessRoutes.signIn, async ({ body, visit }) => {
      const outcome = await access.desk.signIn(body, visit)
      if (!outcome.ok) return outcome
      const current = access.signIns.recall(outcome.value.signInId, visit.address)
      if (!current.ok) return current
      visit.setSignInCookie(outcome.value.sessionId, outcome.value.expiresAtMs)
      return ok(access.me(current.value))
    }),
    bind(accessRoutes.me, ({ current }) => ok(access.me(current))),
    bind(accessRoutes.signOut, ({ current, visit }) => {
      visit.clearSignInCookie()
      return access.signOut(current)
    }),
    bind(accessRoutes.sipAccount, ({ current, visit }) =>
      ok(access.sipAccount(current, visit.origin === null ? null : new URL(visit.origin).hostname)),
    ),
  ]
}
