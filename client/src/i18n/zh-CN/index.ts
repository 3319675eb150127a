import type { texts as english } from '../en/index.ts'
import type { Mirror } from '../mirror.ts'
import { call } from './call.ts'
import { calls } from './calls.ts'
import { common } from './common.ts'
import { dock } from './dock.ts'
import { problems } from './problems.ts'
import { workspace } from './workspace.ts'
import { wrapUp } from './wrap-up.ts'

/** The texts that an agent's first screen may need, in Chinese; the keys are those of ../en/index.ts. */
export const texts: Mirror<typeof english> = {
  call,
  calls,
  common,
  dock,
  problems,
  workspace,
  wrapUp,
}
