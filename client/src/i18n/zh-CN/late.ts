import type { texts as english } from '../en/late.ts'
import type { Mirror } from '../mirror.ts'
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

/** The texts of pages that are opened later, in Chinese; the keys are those of ../en/late.ts. */
export const texts: Mirror<typeof english> = {
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
