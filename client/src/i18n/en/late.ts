import { account } from './account.ts'
import { adminAccess } from './admin-access.ts'
import { adminNetworks } from './admin-networks.ts'
import { adminAudit } from './admin-audit.ts'
import { adminPeople } from './admin-people.ts'
import { adminShifts } from './admin-shifts.ts'
import { adminTrunks } from './admin-trunks.ts'
import { admin } from './admin.ts'
import { floor } from './floor.ts'
import { keySheet } from './key-sheet.ts'
import { liveCall } from './live-call.ts'
import { recordings } from './recordings.ts'
import { requests } from './requests.ts'
import { supervisionLog } from './supervision-log.ts'

/** The texts of pages that are opened later: they load with the first of them (`lateTexts` in app/lazy.ts). */
export const texts = {
  account,
  admin,
  adminTrunks,
  adminShifts,
  adminPeople,
  adminAudit,
  adminAccess,
  adminNetworks,
  floor,
  keySheet,
  liveCall,
  recordings,
  requests,
  supervisionLog,
}
