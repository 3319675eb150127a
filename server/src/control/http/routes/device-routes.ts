import { deviceRoutes, ok } from '@hearthline/shared'
import type { AccessService } from '../../access/index.ts'
import type { CurrentSignIn } from '../../ports.ts'
import { bind, bindPublic, type BoundRoute } from '../bind.ts'

const editorOf = (current: CurrentSignIn) => ({
  personId: current.person.personId,
  address: current.address,
  deviceId: current.device.deviceId,
})

export function bindDeviceRoutes(
  access: Pick<AccessService, 'devices' | 'enrolments' | 'enrolmentCodes'>,
): BoundRoute[] {
  const { devices, enrolments, enrolmentCodes } = access
  return [
    bindPublic(deviceRoutes.enrol, ({ body, visit }) => enrolments.enrol(body, visit)),
    bindPublic(deviceRoutes.enrolment, ({ query, visit }) =>
      query.wait === 'change'
        ? enrolments.currentAfterChange(visit.preLogin, visit.gone)
        : enrolments.current(visit.preLogin),
    ),
    bind(deviceRoutes.list, ({ query, current }) => ok(devices.page(query, current.person.personId))),
    bind(deviceRoutes.createEnrolmentCode, ({ params, current }) =>
      enrolmentCodes.create(params.personId, editorOf(current)),
    ),
    bind(deviceRoutes.approve, ({ params, body, current }) =>
      devices.approve(params.deviceId, body.shortCode, editorOf(current)),
    ),
    bind(deviceRoutes.refuse, ({ params, body, current }) =>
      devices.refuse(params.deviceId, body.reason, editorOf(current)),
    ),
    bind(deviceRoutes.rename, ({ params, body, current }) =>
      devices.rename(params.deviceId, body.name, editorOf(current)),
    ),
    bind(deviceRoutes.revoke, ({ params, body, current }) =>
      devices.revoke(params.deviceId, body.reason, editorOf(current)),
    ),
    bind(deviceRoutes.replace, ({ params, body, current }) =>
      devices.replace(params.deviceId, body.reason, editorOf(current)),
    ),
    bind(deviceRoutes.restore, ({ params, body, current }) =>
      devices.restore(params.deviceId, body.reason, editorOf(current)),
    ),
  ]
}
