import { AnomalyKind, Policies, Role, type AnomalyAction, type GradePolicy } from '@hearthline/shared'

/** The numbers of the policies, with the ranges that the contract takes. */
export const policyNumbers = [
  'agentDevices',
  'deviceDays',
  'idleMinutes',
  'absoluteHours',
  'earlyGraceMinutes',
  'lateGraceMinutes',
  'homeNetworkDays',
  'travelKmPerHour',
] as const
export type PolicyNumber = (typeof policyNumbers)[number]

/** What was changed and not saved; numbers as they are typed. */
export interface PolicyDraft {
  numbers: Partial<Record<PolicyNumber, string>>
  grades: Partial<Record<Role, GradePolicy>>
  anomalies: Partial<Record<AnomalyKind, AnomalyAction>>
}
export const emptyPolicyDraft: PolicyDraft = { numbers: {}, grades: {}, anomalies: {} }

export const rangeOf = (word: PolicyNumber): { min: number; max: number } => {
  const schema = Policies.shape[word]
  return { min: schema.minValue ?? 0, max: schema.maxValue ?? Number.MAX_SAFE_INTEGER }
}

/** The number that was typed; undefined when it is none, or out of its range. */
export const numberOf = (word: PolicyNumber, text: string): number | undefined => {
  if (!/^\d{1,6}$/.test(text.trim())) return undefined
  const parsed = Policies.shape[word].safeParse(Number(text))
  return parsed.success ? parsed.data : undefined
}

/** The saved policies under the draft: what is shown, and sent. Null while a number is not good. */
export const policiesWith = (saved: Policies, draft: PolicyDraft): Policies | null => {
  const numbers: Record<string, number> = {}
  for (const word of policyNumbers) {
    const text = draft.numbers[word]
    const value = text === undefined ? saved[word] : numberOf(word, text)
    if (value === undefined) return null
    numbers[word] = value
  }
  const parsed = Policies.safeParse({
    ...saved,
    ...numbers,
    minimumGrade: { ...saved.minimumGrade, ...draft.grades },
    anomalies: { ...saved.anomalies, ...draft.anomalies },
  })
  return parsed.success ? parsed.data : null
}

/** Whether the draft would change anything; what was typed back to the saved value changes nothing. */
export const isChanged = (saved: Policies, draft: PolicyDraft): boolean =>
  policyNumbers.some(
    (word) => draft.numbers[word] !== undefined && draft.numbers[word] !== String(saved[word]),
  ) ||
  Role.options.some(
    (role) => (draft.grades[role] ?? saved.minimumGrade[role]) !== saved.minimumGrade[role],
  ) ||
  AnomalyKind.options.some(
    (kind) => (draft.anomalies[kind] ?? saved.anomalies[kind]) !== saved.anomalies[kind],
  )
