import {
  accessRoutes,
  callRoutes,
  nonceHeader,
  proofHeader,
  readProof,
  signedText,
  timeHeader,
} from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { generateDeviceKey, keyIdOf, signText, type DeviceKey } from '../device/key.ts'
import { call, onSignInOver, signRequestsWith } from './call.ts'

const nonceOf = (name: string): string => `${name}${'x'.repeat(20)}`

/** A server that takes a proof only over its newest nonce, made by the one key, and never twice. */
const startServer = async (key: DeviceKey) => {
  const publicKey = await crypto.subtle.importKey(
    'jwk',
    { ...key.publicKey },
    { name: 'ECDSA', namedCurve: 'P-256' },
    false,
    ['verify'],
  )
  const server = {
    nonce: nonceOf('first'),
    clockMs: 1_900_000_000_000,
    refuseAll: false,
    seen: [] as { path: string; status: number; proven: boolean }[],
  }
  const used = new Set<string>()
  const isGood = async (method: string, path: string, header: string | null): Promise<boolean> => {
    const proof = readProof(header ?? '')
    if (proof === null || proof.nonce !== server.nonce || used.has(proof.proofId)) return false
    if (Math.abs(proof.atMs - server.clockMs) > 90_000 || server.refuseAll) return false
    used.add(proof.proofId)
    const text = signedText.request({ ...proof, method, path })
    return crypto.subtle.verify(
      { name: 'ECDSA', hash: 'SHA-256' },
      publicKey,
      Buffer.from(proof.signature, 'base64url'),
      new TextEncoder().encode(text),
    )
  }
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const header = new Headers(init.headers).get(proofHeader)
    const open = path === accessRoutes.welcome.path
    const ok = open || (await isGood(init.method ?? 'GET', path, header))
    const status = ok ? 200 : 401
    server.seen.push({ path, status, proven: header !== null })
    const body = ok ? { items: [], total: 0 } : { code: 'proof-required', detail: '' }
    return new Response(JSON.stringify(body), {
      status,
      headers: { [nonceHeader]: server.nonce, [timeHeader]: String(server.clockMs) },
    })
  })
  return server
}

const list = (offset = 0) => call(callRoutes.list, { query: { offset, search: "o'a&b" } })

describe('request proofs', () => {
  let key: DeviceKey
  beforeEach(async () => {
    key = await generateDeviceKey()
    const keyId = await keyIdOf(key.publicKey)
    signRequestsWith(async (text) => ({ keyId, signature: await signText(key.privateKey, text) }))
  })
  afterEach(() => {
    signRequestsWith(null)
    vi.unstubAllGlobals()
  })

  it("ACCESS-21: signs method, path and query as sent, by the server's clock", async () => {
    const server = await startServer(key)
    expect(await list()).toMatchObject({ ok: true })
    expect(server.seen.map(({ status }) => status)).toEqual([200, 200])
    expect(server.seen[1]?.proven).toBe(true)
  })

  it('ACCESS-21: requests that start together fetch one nonce, and none of them is refused', async () => {
    const server = await startServer(key)
    const answers = await Promise.all([list(0), list(50), list(100), list(150), list(200)])
    expect(answers.every((answer) => answer.ok)).toBe(true)
    expect(server.seen.filter(({ path }) => path === accessRoutes.welcome.path)).toHaveLength(1)
    expect(server.seen.filter(({ status }) => status === 401)).toHaveLength(0)
  })

  it('ACCESS-21: a nonce that is over is replaced by the one that came with the refusal, once', async () => {
    const server = await startServer(key)
    await list()
    server.nonce = nonceOf('second')
    server.seen.length = 0
    expect(await list()).toMatchObject({ ok: true })
    expect(server.seen.map(({ status }) => status)).toEqual([401, 200])

    server.refuseAll = true
    server.seen.length = 0
    const heard: string[] = []
    const stop = onSignInOver((problem) => heard.push(problem.code))
    expect(await list()).toMatchObject({ ok: false, problem: { code: 'proof-required' } })
    stop()
    expect(server.seen.map(({ status }) => status)).toEqual([401, 401])
    expect(heard).toEqual(['proof-required'])
  })

  it('ACCESS-21: without a key in this browser the request goes out unproved and is refused', async () => {
    const server = await startServer(key)
    signRequestsWith(() => Promise.resolve(null))
    expect(await list()).toMatchObject({ ok: false, problem: { code: 'proof-required' } })
    expect(server.seen.every(({ path, proven }) => path === accessRoutes.welcome.path || !proven)).toBe(true)
  })

  it('public requests carry no proof', async () => {
    const server = await startServer(key)
    await call(accessRoutes.challenge, { body: { purpose: 'sign-in' } })
    expect(server.seen.map(({ proven }) => proven)).toEqual([false])
  })
})

it('RFC 7638: names a key by its thumbprint', async () => {
  // Computed apart, with node: sha256 of {"crv":"P-256","kty":"EC","x":"…","y":"…"}.
  const publicKey = { kty: 'EC', crv: 'P-256', x: 'a'.repeat(43), y: 'b'.repeat(43) } as const
  const { createHash } = await import('node:crypto')
  const text = `{"crv":"P-256","kty":"EC","x":"${publicKey.x}","y":"${publicKey.y}"}`
  expect(await keyIdOf(publicKey)).toBe(createHash('sha256').update(text).digest('base64url'))
})
