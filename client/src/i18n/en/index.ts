import { call } from './call.ts'
import { calls } from './calls.ts'
import { common } from './common.ts'
import { dock } from './dock.ts'
import { problems } from './problems.ts'
import { signIn } from './sign-in.ts'
import { workspace } from './workspace.ts'
import { wrapUp } from './wrap-up.ts'

/**
 * The texts that an agent's first screen may need, in English, one namespace a feature. The other language mirrors its
 * keys. What belongs to pages that load later is in late.ts.
 */
export const texts = { call, calls, common, dock, problems, signIn, workspace, wrapUp }
