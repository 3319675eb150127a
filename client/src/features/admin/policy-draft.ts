import {
  AnomalyKind,
  BreakReason,
  Policies,
  Role,
  type AnomalyAction,
  type GradePolicy,
} from '@hearthline/shared'

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
  lineCheck: Policies['lineCheck'] | null
  breaks: Partial<Record<BreakReason, string>>
  toll: TollDraft
}
/** The toll guard as it is typed; only what was changed. `night` off: calls abroad at any hour. */
export interface TollDraft {
  countries?: string
  premium?: Policies['toll']['premium']
  concurrent?: string
  hourlyPerAgent?: string
  night?: boolean
  nightFrom?: string
  nightUntil?: string
}
export const emptyPolicyDraft: PolicyDraft = {
  numbers: {},
  grades: {},
  anomalies: {},
  lineCheck: null,
  breaks: {},
  toll: {},
}

/** As the contract has them. Written out, for zod's own way of telling them does not survive the bundler. */
const ranges: Record<PolicyNumber, { min: number; max: number }> = {
  agentDevices: { min: 1, max: 10 },
  deviceDays: { min: 1, max: 365 },
  idleMinutes: { min: 5, max: 240 },
  absoluteHours: { min: 1, max: 24 },
  earlyGraceMinutes: { min: 0, max: 120 },
  lateGraceMinutes: { min: 0, max: 240 },
  homeNetworkDays: { min: 1, max: 90 },
  travelKmPerHour: { min: 50, max: 2000 },
}
export const rangeOf = (word: PolicyNumber): { min: number; max: number } => ranges[word]

/** The number that was typed; undefined when it is none, or out of its range. */
export const numberOf = (word: PolicyNumber, text: string): number | undefined => {
  if (!/^\d{1,6}$/.test(text.trim())) return undefined
  const parsed = Policies.shape[word].safeParse(Number(text))
  return parsed.success ? parsed.data : undefined
}

/** A whole number; anything else is none, and refused with the rest. */
const wholeOf = (text: string): number => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN)

/** Country codes as they are written: any case, parted by spaces, commas or lines, each once. */
const countriesOf = (text: string): string[] => [
  ...new Set(
    text
      .toUpperCase()
      .split(/[\s,;]+/)
      .filter((code) => code !== ''),
  ),
]

/** What is sent as the toll guard; not yet judged. */
const tollWith = (saved: Policies['toll'], draft: TollDraft) => {
  const night = draft.night ?? saved.nightAbroad !== null
  return {
    countries: draft.countries === undefined ? saved.countries : countriesOf(draft.countries),
    premium: draft.premium ?? saved.premium,
    concurrent: draft.concurrent === undefined ? saved.concurrent : wholeOf(draft.concurrent),
    hourlyPerAgent: draft.hourlyPerAgent === undefined ? saved.hourlyPerAgent : wholeOf(draft.hourlyPerAgent),
    nightAbroad: night
      ? {
          from: draft.nightFrom ?? saved.nightAbroad?.from ?? usualNight.from,
          until: draft.nightUntil ?? saved.nightAbroad?.until ?? usualNight.until,
        }
      : null,
  }
}
export const usualNight = { from: '22:00', until: '06:00' } as const

export type TollFault = 'countries' | 'concurrent' | 'hourlyPerAgent' | 'nightAbroad'
/** Which fields of the toll guard cannot be sent. */
export const tollFaults = (saved: Policies['toll'], draft: TollDraft): TollFault[] => {
  const parsed = Policies.shape.toll.safeParse(tollWith(saved, draft))
  if (parsed.success) return []
  const named = new Set(parsed.error.issues.map(({ path }) => path[0]))
  return (['countries', 'concurrent', 'hourlyPerAgent', 'nightAbroad'] as const).filter((field) =>
    named.has(field),
  )
}
/** The minutes of a break that were typed; undefined when they cannot be sent. */
export const breakMinutesOf = (text: string): number | undefined => {
  const minutes = wholeOf(text)
  return minutes >= 1 && minutes <= 480 ? minutes : undefined
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
    lineCheck: draft.lineCheck ?? saved.lineCheck,
    toll: tollWith(saved.toll, draft.toll),
    breakMinutes: Object.fromEntries(
      BreakReason.options.map((reason) => [
        reason,
        wholeOf(draft.breaks[reason] ?? String(saved.breakMinutes[reason])),
      ]),
    ),
    ...numbers,
    minimumGrade: { ...saved.minimumGrade, ...draft.grades },
    anomalies: { ...saved.anomalies, ...draft.anomalies },
  })
  return parsed.success ? parsed.data : null
}

/** Whether the draft would change anything; what was typed back to the saved value changes nothing. */
export const isChanged = (saved: Policies, draft: PolicyDraft): boolean =>
  (draft.lineCheck ?? saved.lineCheck) !== saved.lineCheck ||
  BreakReason.options.some(
    (reason) =>
      (draft.breaks[reason] ?? String(saved.breakMinutes[reason])) !== String(saved.breakMinutes[reason]),
  ) ||
  JSON.stringify(tollWith(saved.toll, draft.toll)) !== JSON.stringify(saved.toll) ||
  policyNumbers.some(
    (word) => draft.numbers[word] !== undefined && draft.numbers[word] !== String(saved[word]),
  ) ||
  Role.options.some(
    (role) => (draft.grades[role] ?? saved.minimumGrade[role]) !== saved.minimumGrade[role],
  ) ||
  AnomalyKind.options.some(
    (kind) => (draft.anomalies[kind] ?? saved.anomalies[kind]) !== saved.anomalies[kind],
  )
