import { expect, it } from 'vitest'
import { systemRandom } from '../system-ports.ts'
import { createSecretBox } from './secret-box.ts'

const key = Buffer.alloc(32, 7)
const box = createSecretBox(key, systemRandom)

it('opens what it sealed for the same place', () => {
  const sealed = box.seal('geheim 秘密', 'trunk:1')
  expect(sealed).not.toContain('geheim')
  expect(box.open(sealed, 'trunk:1')).toBe('geheim 秘密')
})

it('never seals the same text to the same bytes', () => {
  expect(box.seal('one', 'place')).not.toBe(box.seal('one', 'place'))
})

it.each([
  ['another place', (sealed: string) => box.open(sealed, 'trunk:2')],
  [
    'another key',
    (sealed: string) => createSecretBox(Buffer.alloc(32, 8), systemRandom).open(sealed, 'trunk:1'),
  ],
  ['a changed text', (sealed: string) => box.open(`${sealed.slice(0, -2)}AA`, 'trunk:1')],
  ['a cut text', (sealed: string) => box.open(sealed.slice(0, 10), 'trunk:1')],
  ['plain text', () => box.open('plain', 'trunk:1')],
])('%s opens nothing', (_what, open) => {
  expect(open(box.seal('a secret of some length', 'trunk:1'))).toBeNull()
})
