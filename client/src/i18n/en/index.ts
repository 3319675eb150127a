import { call } from './call.ts'
import { calls } from './calls.ts'
import { common } from './common.ts'
import { dock } from './dock.ts'
import { problems } from './problems.ts'
import { workspace } from './workspace.ts'
import { wrapUp } from './wrap-up.ts'

/**
 * The texts that an agent's first screen may need, in English, one namespace a feature. The other language mirrors its
 * keys. What belongs to the screens before sign-in is in entry.ts, to pages that load later in late.ts.
 */
export const texts = { call, calls, common, dock, problems, workspace, wrapUp }
