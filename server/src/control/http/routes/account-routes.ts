import { accountRoutes, ok } from '@hearthline/shared'
import type { Account, OwnEditor } from '../../account/index.ts'
import type { CurrentSignIn } from '../../ports.ts'
import { bind, bindPublic, type BoundRoute } from '../bind.ts'

const editorOf = ({ person, device, signIn, address }: CurrentSignIn): OwnEditor => ({
  personId: person.personId,
  deviceId: device.deviceId,
  signInId: signIn.signInId,
  address,
})

export function bindAccountRoutes(account: Account): BoundRoute[] {
  const { passwords, links } = account
  return [
    bind(accountRoutes.signIns, ({ current }) => ok({ items: account.own(editorOf(current)) })),
    bind(accountRoutes.signOutElsewhere, ({ body, current }) =>
      account.signOutElsewhere(body.signInId, editorOf(current)),
    ),
    bind(accountRoutes.changePassword, ({ body, current }) => passwords.change(body, editorOf(current))),
    bind(accountRoutes.startTotp, ({ body, current }) => account.startTotp(body.password, editorOf(current))),
    bind(accountRoutes.confirmTotp, ({ body, current }) => account.confirmTotp(body.code, editorOf(current))),
    bind(accountRoutes.endTotp, ({ body, current }) => account.endTotp(body, editorOf(current))),
    bindPublic(accountRoutes.resetPassword, ({ body, visit }) => passwords.reset(body, visit)),
    bind(accountRoutes.createPasswordReset, ({ params, current }) =>
      links.create(params.personId, editorOf(current)),
    ),
    bind(accountRoutes.removeTotp, ({ params, current }) =>
      account.removeTotp(params.personId, editorOf(current)),
    ),
    bind(accountRoutes.allSignIns, ({ query, current }) => ok(account.everywhere(query, editorOf(current)))),
    bind(accountRoutes.endSignIn, ({ params, body, current }) =>
      account.end(params.signInId, body.reason, editorOf(current)),
    ),
    bind(accountRoutes.signPersonOut, ({ params, body, current }) =>
      account.signPersonOut(params.personId, body.reason, editorOf(current)),
    ),
  ]
}
