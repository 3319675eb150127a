import { NetworkRuleId, PersonId } from '@hearthline/shared'
import { describe, expect, it } from 'vitest'
import {
  changesOf,
  emptyDraft,
  faultyKey,
  onlineByKey,
  readDraft,
  withoutStep,
  withSteps,
  type Step,
} from './network-draft.ts'

const me = PersonId.parse('00000000-0000-4000-8000-000000000001')
const other = PersonId.parse('00000000-0000-4000-8000-000000000002')
const ruleId = NetworkRuleId.parse('00000000-0000-4000-8000-000000000003')
const add: Step = {
  type: 'add',
  key: 'a',
  cidr: '203.0.113.0/24',
  name: 'VPN',
  scope: { type: 'everyone' },
  scopeName: null,
  endsAt: null,
}
const remove: Step = {
  type: 'remove',
  key: ruleId,
  ruleId,
  cidr: '192.0.2.0/24',
  name: 'Office',
  scopeName: null,
  online: 6,
}

const refusal = (field: string) => ({ code: 'invalid-request' as const, detail: '', field })

describe('network draft', () => {
  it('holds each step once, in order, and lets one be undone', () => {
    const draft = withSteps(withSteps(emptyDraft, me, [add]), me, [remove, add])
    expect(draft.steps.map((step) => step.key)).toEqual([ruleId, 'a'])
    expect(withoutStep(draft, 'a').steps).toEqual([remove])
  })

  it('starts empty for somebody else', () => {
    expect(withSteps(withSteps(emptyDraft, me, [add]), other, [remove])).toEqual({
      owner: other,
      steps: [remove],
    })
  })

  it('asks control for no more than the contract knows', () => {
    expect(changesOf([add, remove])).toEqual([
      { type: 'add', cidr: '203.0.113.0/24', name: 'VPN', scope: { type: 'everyone' }, endsAt: null },
      { type: 'remove', ruleId },
    ])
  })

  it('finds the step that a refusal names', () => {
    expect(faultyKey(refusal('changes.1.ruleId'), [add, remove])).toBe(ruleId)
    expect(faultyKey(refusal('changes.7.cidr'), [add, remove])).toBeNull()
    expect(faultyKey(refusal('revision'), [add])).toBeNull()
    expect(faultyKey(null, [add])).toBeNull()
  })

  it('counts who is inside each range, additions by their order in the preview', () => {
    const second: Step = { ...add, key: 'b' }
    expect([...onlineByKey([add, remove, second], [{ online: 41 }, { online: 2 }])]).toEqual([
      ['a', 41],
      [ruleId, 6],
      ['b', 2],
    ])
    expect(onlineByKey([add], []).get('a')).toBe(0)
  })

  it('survives a reload, and forgets what is no draft', () => {
    const draft = withSteps(emptyDraft, me, [add, remove])
    expect(readDraft(JSON.stringify(draft))).toEqual(draft)
    for (const text of [null, '', '{"steps":1}', '{"owner":null,"steps":[{"type":"add"}]}']) {
      expect(readDraft(text)).toEqual(emptyDraft)
    }
  })
})
