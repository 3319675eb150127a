import { defaultPolicies } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import {
  emptyPolicyDraft,
  isChanged,
  numberOf,
  policiesWith,
  policyNumbers,
  rangeOf,
} from './policy-draft.ts'

describe('policy draft', () => {
  it('knows the range of each number, and takes its ends only', () => {
    for (const word of policyNumbers) {
      const { min, max } = rangeOf(word)
      expect(max).toBeLessThan(10_000)
      expect(numberOf(word, String(min))).toBe(min)
      expect(numberOf(word, String(max))).toBe(max)
      expect(numberOf(word, String(max + 1))).toBeUndefined()
      expect(numberOf(word, '')).toBeUndefined()
      expect(numberOf(word, '1.5')).toBeUndefined()
      expect(numberOf(word, '1e2')).toBeUndefined()
    }
  })

  it('lies over what is saved, also when that has changed meanwhile', () => {
    const draft = {
      numbers: { idleMinutes: '45' },
      grades: { agent: 'D2' as const },
      anomalies: { 'two-devices': 'lock' as const },
    }
    const meanwhile = { ...defaultPolicies, absoluteHours: 8 }
    expect(policiesWith(meanwhile, draft)).toEqual({
      ...meanwhile,
      idleMinutes: 45,
      minimumGrade: { ...defaultPolicies.minimumGrade, agent: 'D2' },
      anomalies: { ...defaultPolicies.anomalies, 'two-devices': 'lock' },
    })
    expect(policiesWith(defaultPolicies, { ...draft, numbers: { idleMinutes: '4' } })).toBeNull()
  })

  it('is no change when it says what is saved', () => {
    expect(isChanged(defaultPolicies, emptyPolicyDraft)).toBe(false)
    expect(
      isChanged(defaultPolicies, {
        numbers: { deviceDays: '90' },
        grades: { lead: 'D2-where-possible' },
        anomalies: { 'key-reused': 'lock' },
      }),
    ).toBe(false)
    expect(isChanged(defaultPolicies, { ...emptyPolicyDraft, numbers: { deviceDays: '91' } })).toBe(true)
    expect(isChanged(defaultPolicies, { ...emptyPolicyDraft, anomalies: { 'new-address': 'lock' } })).toBe(
      true,
    )
  })
})
