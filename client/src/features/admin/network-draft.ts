import {
  NetworkRuleId,
  NetworkScope,
  PersonId,
  type NetworkChange,
  type NetworkRule,
  type Problem,
} from '@hearthline/shared'
import { z } from 'zod'

/** One step of a draft, with what its row shows. */
const Step = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('add'),
    key: z.string(),
    cidr: z.string(),
    name: z.string(),
    scope: NetworkScope,
    scopeName: z.string().nullable(),
    endsAt: z.int().nullable(),
  }),
  z.object({
    type: z.literal('remove'),
    key: z.string(),
    ruleId: NetworkRuleId,
    cidr: z.string(),
    name: z.string(),
    scopeName: z.string().nullable(),
    online: z.int(),
  }),
])
export type Step = z.infer<typeof Step>
export type AddStep = Extract<Step, { type: 'add' }>

/** A draft belongs to one person: nobody finds another's changes in a tab that both used. */
export const NetworkDraft = z.object({ owner: PersonId.nullable(), steps: z.array(Step).max(200) })
export type NetworkDraft = z.infer<typeof NetworkDraft>
export const emptyDraft: NetworkDraft = { owner: null, steps: [] }

export const removalOf = (rule: NetworkRule): Step => ({
  type: 'remove',
  key: rule.ruleId,
  ruleId: rule.ruleId,
  cidr: rule.cidr,
  name: rule.name,
  scopeName: rule.scopeName,
  online: rule.online,
})

/** The draft with these steps at its end; a step of the same key takes the place of the older one. */
export const withSteps = (draft: NetworkDraft, owner: PersonId, steps: readonly Step[]): NetworkDraft => {
  const kept = draft.owner === owner ? draft.steps : []
  const keys = new Set(steps.map((step) => step.key))
  return { owner, steps: [...kept.filter((step) => !keys.has(step.key)), ...steps] }
}

export const withoutStep = (draft: NetworkDraft, key: string): NetworkDraft => ({
  ...draft,
  steps: draft.steps.filter((step) => step.key !== key),
})

/** What control is asked to do. */
export const changesOf = (steps: readonly Step[]): NetworkChange[] =>
  steps.map((step) =>
    step.type === 'add'
      ? { type: 'add', cidr: step.cidr, name: step.name, scope: step.scope, endsAt: step.endsAt }
      : { type: 'remove', ruleId: step.ruleId },
  )

/** The step that a refusal names by `changes.<index>…`; null when it names none. */
export const faultyKey = (problem: Problem | null, steps: readonly Step[]): string | null => {
  const index = /^changes\.(\d+)(?:\.|$)/.exec(problem?.field ?? '')?.[1]
  return index === undefined ? null : (steps[Number(index)]?.key ?? null)
}

/** A kept draft, or an empty one when what was kept is not one. */
export const readDraft = (text: string | null): NetworkDraft => {
  if (text === null) return emptyDraft
  try {
    const parsed = NetworkDraft.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : emptyDraft
  } catch {
    return emptyDraft
  }
}

/** Who is signed in from inside each step's range now: of additions as the preview found it, in its order. */
export const onlineByKey = (
  steps: readonly Step[],
  added: readonly { online: number }[],
): ReadonlyMap<string, number> => {
  const additions = steps.filter((step) => step.type === 'add')
  return new Map(
    steps.map((step) => [
      step.key,
      step.type === 'remove' ? step.online : (added[additions.indexOf(step)]?.online ?? 0),
    ]),
  )
}
