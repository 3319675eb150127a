import { admin } from './admin.ts'
import { call } from './call.ts'
import { calls } from './calls.ts'
import { common } from './common.ts'
import { dock } from './dock.ts'
import { floor } from './floor.ts'
import { keySheet } from './key-sheet.ts'
import { liveCall } from './live-call.ts'
import { problems } from './problems.ts'
import { recordings } from './recordings.ts'
import { signIn } from './sign-in.ts'
import { workspace } from './workspace.ts'
import { wrapUp } from './wrap-up.ts'

/** Every text of the interface in English, one namespace a feature. The other language mirrors its keys. */
export const texts = {
  admin,
  call,
  calls,
  common,
  dock,
  floor,
  keySheet,
  liveCall,
  problems,
  recordings,
  signIn,
  workspace,
  wrapUp,
}
