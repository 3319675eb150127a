import { defaultPolicies } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import {
  breakMinutesOf,
  emptyPolicyDraft,
  isChanged,
  numberOf,
  policiesWith,
  policyNumbers,
  rangeOf,
  tollFaults,
} from './policy-draft.ts'

describe('policy draft', () => {
  it('knows the range of each number, and takes its ends only', () => {
    for (const word of policyNumbers) {
      const { min, max } = rangeOf(word)
      expect(max).toBeLessThan(10_000)
      expect(numberOf(word, String(min))).toBe(min)
      expect(numberOf(word, String(max))).toBe(max)
      expect(numberOf(word, String(max + 1))).toBeUndefined()
      expect(numberOf(word, String(min - 1))).toBeUndefined()
      expect(numberOf(word, '')).toBeUndefined()
      expect(numberOf(word, '1.5')).toBeUndefined()
      expect(numberOf(word, '1e2')).toBeUndefined()
    }
  })

  it('lies over what is saved, also when that has changed meanwhile', () => {
    const draft = {
      ...emptyPolicyDraft,
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
        ...emptyPolicyDraft,
        lineCheck: 'required',
        breaks: { lunch: '60' },
        toll: { concurrent: '200', countries: ' ', night: true },
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

describe('toll guard, line check and breaks', () => {
  const { toll } = defaultPolicies

  it('are read as they are typed', () => {
    expect(
      policiesWith(defaultPolicies, {
        ...emptyPolicyDraft,
        lineCheck: 'offered',
        breaks: { lunch: '45' },
        toll: { countries: 'us, de\nUS', premium: 'allow', concurrent: '20', night: false },
      }),
    ).toEqual({
      ...defaultPolicies,
      lineCheck: 'offered',
      breakMinutes: { ...defaultPolicies.breakMinutes, lunch: 45 },
      toll: { ...toll, countries: ['US', 'DE'], premium: 'allow', concurrent: 20, nightAbroad: null },
    })
  })

  it.each([
    [{ countries: 'Germany' }, ['countries']],
    [{ concurrent: '0', hourlyPerAgent: 'x' }, ['concurrent', 'hourlyPerAgent']],
    [{ nightFrom: '24:00' }, ['nightAbroad']],
    [{ night: false, nightFrom: '24:00' }, []],
    [{ countries: 'us' }, []],
  ] as const)('%j has the faults %j', (draft, faults) => {
    expect(tollFaults(toll, draft)).toEqual(faults)
    const whole = policiesWith(defaultPolicies, { ...emptyPolicyDraft, toll: draft })
    expect(whole === null).toBe(faults.length > 0)
  })

  it.each([
    ['15', 15],
    ['0', undefined],
    ['481', undefined],
    ['', undefined],
  ] as const)('a break of "%s" minutes is %s', (text, minutes) => {
    expect(breakMinutesOf(text)).toBe(minutes)
  })
})
