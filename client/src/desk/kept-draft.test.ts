import { CallId } from '@hearthline/shared'
import { expect, it } from 'vitest'
import { keepDraft, readDraft } from './kept-draft.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const other = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02')

function memory(fails = false) {
  const values = new Map<string, string>()
  const guard = () => {
    if (fails) throw new Error('blocked')
  }
  return {
    values,
    getItem: (key: string) => {
      guard()
      return values.get(key) ?? null
    },
    setItem: (key: string, value: string) => {
      guard()
      values.set(key, value)
    },
    removeItem: (key: string) => {
      guard()
      values.delete(key)
    },
  }
}

it('a draft outlives the page, for its own call alone, until it is forgotten', () => {
  const store = memory()
  const draft = { callId, text: 'Owes 40', outcome: 'hardship' } as const
  keepDraft(store, draft)
  expect(readDraft(store, callId)).toEqual(draft)
  expect(readDraft(store, other)).toBeNull()
  keepDraft(store, null)
  expect(readDraft(store, callId)).toBeNull()
  expect(store.values.size).toBe(0)
})

it.each(['{', '7', '{"callId":"x"}', `{"callId":"${callId}","text":7}`])('%s is no draft', (text) => {
  const store = memory()
  store.setItem('hearthline-draft', text)
  expect(readDraft(store, callId)).toBeNull()
})

it('an outcome that no longer exists leaves the note', () => {
  const store = memory()
  store.setItem('hearthline-draft', JSON.stringify({ callId, text: 'a', outcome: 'gone' }))
  expect(readDraft(store, callId)).toEqual({ callId, text: 'a', outcome: null })
})

it('a blocked storage is no draft and no error', () => {
  const store = memory(true)
  keepDraft(store, { callId, text: 'a', outcome: null })
  expect(readDraft(store, callId)).toBeNull()
  expect(readDraft(null, callId)).toBeNull()
})
