import { ok, policyRoutes } from '@hearthline/shared'
import type { SignIns } from '../../access/index.ts'
import type { PeopleService } from '../../people/index.ts'
import type { PolicyBook } from '../../policies/index.ts'
import { bind, type BoundRoute } from '../bind.ts'

export function bindPolicyRoutes(
  policies: PolicyBook,
  signIns: Pick<SignIns, 'wouldLive'>,
  people: Pick<PeopleService, 'find'>,
): BoundRoute[] {
  return [
    bind(policyRoutes.get, () => {
      const { changedBy, ...view } = policies.view()
      const person = changedBy === null ? null : people.find(changedBy)
      return ok({
        ...view,
        changedBy: person && { personId: person.personId, displayName: person.displayName },
      })
    }),
    bind(policyRoutes.set, ({ body, current }) => {
      const editor = { personId: current.person.personId, address: current.address }
      const set = policies.set(body, editor, () => signIns.wouldLive(current.signIn.signInId))
      if (!set.ok) return set
      const { policies: published, revision } = set.value
      return ok({ policies: published, revision })
    }),
  ]
}
