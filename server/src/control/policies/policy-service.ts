import { ok, Policies, refuse, type PersonId, type Result } from '@hearthline/shared'
import type { Audit, Clock, Editor, Log, Transact } from '../ports.ts'
import type { PolicyRepository } from './ports.ts'

export interface PolicyView {
  policies: Policies
  revision: number
  changedBy: PersonId | null
  changedAt: number | null
}

/** What the house asks of sign-ins and devices (rules ACCESS-32, ACCESS-33). */
export interface PolicyBook {
  current(): Policies
  view(): PolicyView
  /**
   * Publishes new policies. Compare-and-set by `revision`.
   * @param passes whether the editor's own sign-in lives under what `current()` answers while it is asked.
   * Refusals: `conflict`, `would-lock-out`.
   */
  set(
    request: { policies: Policies; revision: number },
    editor: Editor,
    passes: () => boolean,
  ): Result<PolicyView>
  /** Told after each commit. @returns the end of the subscription. */
  whenChanged(listener: (by: PersonId | null) => void): () => void
}

export function createPolicyBook(deps: {
  repository: PolicyRepository
  /** What holds until somebody sets others. */
  initial: Policies
  audit: Audit
  clock: Clock
  transact: Transact
  log: Log
}): PolicyBook {
  const { repository, initial, audit, clock, transact, log } = deps
  const listeners = new Set<(by: PersonId | null) => void>()

  const read = (): PolicyView => {
    const stored = repository.read()
    if (stored === null) return { policies: initial, revision: 0, changedBy: null, changedAt: null }
    const { value, ...rest } = stored
    // Those of an older data folder lack what came later: there the defaults hold.
    const parsed = Policies.safeParse(isRecord(value) ? { ...initial, ...value } : value)
    if (!parsed.success)
      log.error({ revision: stored.revision }, 'the stored policies are unreadable: the defaults hold')
    return { ...rest, policies: parsed.success ? parsed.data : initial }
  }
  // Asked at each request, and changed by this process only.
  let known = read()

  const note = (editor: Editor, outcome: 'done' | 'refused', reason: string | null) =>
    audit.append({
      action: 'access.policies-set',
      actorId: editor.personId,
      subjectId: null,
      address: editor.address,
      outcome,
      reason,
    })

  return {
    current: () => known.policies,
    view: () => known,
    set: ({ policies, revision }, editor, passes) => {
      const before = known
      if (revision !== before.revision) {
        note(editor, 'refused', 'conflict')
        return refuse({
          code: 'conflict',
          detail: 'Somebody else has changed the policies. Look at theirs first.',
        })
      }
      const after: PolicyView = {
        policies,
        revision: revision + 1,
        changedBy: editor.personId,
        changedAt: clock.nowMs(),
      }
      // Judged by the very code that judges every sign-in, so the guard can never disagree with it.
      known = after
      let published = false
      try {
        if (!passes()) {
          note(editor, 'refused', 'would-lock-out')
          return refuse({
            code: 'would-lock-out',
            detail: 'Under these policies you could not be signed in here any more.',
          })
        }
        transact(() => {
          const { policies: value, ...rest } = after
          repository.write({ ...rest, value })
          note(editor, 'done', null)
        })
        published = true
      } finally {
        if (!published) known = before
      }
      for (const listener of listeners) listener(editor.personId)
      return ok(after)
    },
    whenChanged: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
