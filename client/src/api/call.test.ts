import { accessRoutes, callRoutes, deviceRoutes } from '@hearthline/shared'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { addressOf, call, onSignInOver } from './call.ts'
import { ProblemError, fetchAnswer, problemOf, worthRetrying } from './query.ts'

const personId = 'a3bb189e-8bf9-4c4b-9c4b-3f1f0e1a2b3c'

const answer = (status: number, body: string | null) => {
  const seen: { address: string; init: RequestInit }[] = []
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    seen.push({ address, init })
    return Promise.resolve(new Response(body, { status }))
  })
  return seen
}

afterEach(() => vi.unstubAllGlobals())

describe('addressOf', () => {
  it.each([
    ['/api/calls', undefined, undefined, '/api/calls'],
    ['/api/people/:personId/codes', { personId: 'a/b c' }, undefined, '/api/people/a%2Fb%20c/codes'],
    [
      '/api/calls',
      undefined,
      { offset: 0, search: 'a&b', from: undefined },
      '/api/calls?offset=0&search=a%26b',
    ],
    ['/api/calls', undefined, { search: '' }, '/api/calls'],
  ])('%s with %j and %j is %s', (path, params, query, address) => {
    expect(addressOf(path, params, query)).toBe(address)
  })
})

describe('call', () => {
  it('parses the answer by the schema of the route', async () => {
    const seen = answer(
      200,
      JSON.stringify({ code: 'ABCDE23456', link: '/enrol#ABCDE23456', expiresAt: 5, extra: 1 }),
    )
    const result = await call(deviceRoutes.createEnrolmentCode, { params: { personId } })
    expect(result).toEqual({
      ok: true,
      value: { code: 'ABCDE23456', link: '/enrol#ABCDE23456', expiresAt: 5 },
    })
    expect(seen[0]?.address).toBe(`/api/people/${personId}/enrolment-codes`)
    expect(seen[0]?.init.method).toBe('POST')
  })

  it('answers null for 204', async () => {
    answer(204, null)
    expect(await call(accessRoutes.signOut)).toEqual({ ok: true, value: null })
  })

  it('hands on the Problem of a refusal', async () => {
    const problem = { code: 'conflict', detail: 'taken', field: 'userName' }
    answer(409, JSON.stringify(problem))
    expect(await call(callRoutes.list, { query: {} })).toEqual({ ok: false, problem })
  })

  it.each([
    [502, '<html>', 'unavailable'],
    [503, '', 'unavailable'],
    [500, 'oops', 'internal'],
    [418, '{"code":"teapot"}', 'internal'],
    [200, '{"organisation":1}', 'internal'],
    [200, '{"organ', 'unavailable'],
  ])('maps status %i with body %j to %s', async (status, body, code) => {
    answer(status, body)
    const result = await call(accessRoutes.welcome)
    expect(result.ok ? 'ok' : result.problem.code).toBe(code)
  })

  it('is unavailable when nobody answers', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    const result = await call(accessRoutes.me)
    expect(result.ok ? 'ok' : result.problem.code).toBe('unavailable')
  })

  it('tells listeners when the sign-in is over, until they stop', async () => {
    const heard: string[] = []
    const stop = onSignInOver((problem) => heard.push(problem.code))
    answer(401, JSON.stringify({ code: 'signed-out', detail: 'revoked' }))
    await call(accessRoutes.me)
    stop()
    await call(accessRoutes.me)
    expect(heard).toEqual(['signed-out'])
  })
})

describe('fetchAnswer', () => {
  it('throws the refusal as a ProblemError', async () => {
    answer(404, JSON.stringify({ code: 'call-not-found', detail: 'x' }))
    const error: unknown = await fetchAnswer(callRoutes.get, { params: { callId: personId } }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(ProblemError)
    expect(problemOf(error).code).toBe('call-not-found')
  })

  it('is asked again only while the server does not answer', () => {
    const away = new ProblemError({ code: 'unavailable', detail: '' })
    expect(worthRetrying(0, away)).toBe(true)
    expect(worthRetrying(3, away)).toBe(false)
    expect(worthRetrying(0, new ProblemError({ code: 'not-found', detail: '' }))).toBe(false)
    expect(problemOf('strange').code).toBe('internal')
  })
})
