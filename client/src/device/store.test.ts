import { expect, it } from 'vitest'
import { isDomainName } from './hardware-key.ts'
import { upgraded } from './store.ts'

it('ACCESS-20: a device of the first version keeps its key and its facts', () => {
  const old = {
    personId: 'p',
    userName: 'dana',
    publicKey: { x: 1 },
    privateKey: { y: 2 },
    proven: true,
    usedAt: 7,
  }
  expect(upgraded(old)).toEqual({
    personId: 'p',
    userName: 'dana',
    key: { publicKey: { x: 1 }, privateKey: { y: 2 } },
    nextKey: null,
    credentialId: null,
    usedAt: 7,
    signedInAt: 7,
  })
  expect(upgraded({ ...old, proven: false })).toMatchObject({ signedInAt: 0 })
  expect(upgraded('damaged')).toBe('damaged')
})

it.each([
  ['desk.example.com', true],
  ['localhost', true],
  ['127.0.0.1', false],
  ['[::1]', false],
  ['', false],
])('a hardware key is offered at %s: %s', (host, offered) => {
  expect(isDomainName(host)).toBe(offered)
})
