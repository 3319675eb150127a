import { createHash } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessRoutes, ok, Problem } from '@hearthline/shared'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { DomainFactory } from '../domain.ts'
import type { Browser } from '../testing/browser.ts'
import { openHouse, type House } from '../testing/house.ts'
import { bind, bindPublic } from './bind.ts'

/** A plug-in with a page, a route that fails and a route that streams. */
const extra: DomainFactory = () => ({
  name: 'extra',
  pages: [
    {
      path: '/figures',
      loopbackOnly: true,
      render: () => Promise.resolve({ contentType: 'text/plain', body: 'figures' }),
    },
  ],
  routes: [
    bindPublic(
      { method: 'GET', path: '/api/bug', summary: 'fails', access: 'anyone', answer: null } as const,
      () => {
        throw new Error('secret detail')
      },
    ),
    bindPublic(
      { method: 'GET', path: '/api/wrong', summary: 'lies', access: 'anyone', answer: z.int() } as const,
      () => ok(JSON.parse('"text"')),
    ),
    bindPublic(
      { method: 'GET', path: '/api/bytes', summary: 'streams', access: 'anyone', answer: 'binary' } as const,
      ({ visit }) =>
        ok({
          status: 200,
          headers: { 'Content-Type': 'audio/wav' },
          body: Buffer.from(visit.range ?? 'whole'),
        }),
    ),
    bindPublic(
      {
        method: 'POST',
        path: '/api/large',
        summary: 'takes more',
        access: 'anyone',
        body: z.object({ text: z.string() }),
        bodyLimitBytes: 100_000,
        answer: z.int(),
      } as const,
      ({ body }) => ok(body.text.length),
    ),
    bindPublic(
      {
        method: 'GET',
        path: '/api/things/:id',
        summary: 'one',
        access: 'anyone',
        answer: z.string(),
      } as const,
      () => ok('by id'),
    ),
    bindPublic(
      {
        method: 'GET',
        path: '/api/things/fixed',
        summary: 'fixed',
        access: 'anyone',
        answer: z.string(),
      } as const,
      () => ok('fixed'),
    ),
  ],
  notReady: () => 'extra',
  dispose: () => undefined,
})

const script = 'export {};\n'.repeat(1000)
const problemOf = (answer: { body: unknown }) => Problem.parse(answer.body)

describe('the HTTP side of control', () => {
  let house: House
  let clientFolder: string
  let admin: Browser
  let agent: Browser

  beforeAll(async () => {
    clientFolder = mkdtempSync(join(tmpdir(), 'hearthline-client-'))
    mkdirSync(join(clientFolder, 'assets'))
    writeFileSync(join(clientFolder, 'index.html'), '<!doctype html><title>page</title>')
    writeFileSync(join(clientFolder, 'assets', 'app-1a2b.js'), script)
    house = await openHouse({ domains: [extra], clientFolder })
    admin = await house.signedIn(house.ada)
    agent = await house.signedIn(house.dana)
  })
  afterAll(async () => {
    await house.dispose()
    rmSync(clientFolder, { recursive: true, force: true })
  })

  it('ACCESS-14: a field that violates the schema is 400 and named', async () => {
    const answer = await house.browser().send('POST', '/api/challenges', { purpose: 'fly' })
    expect(answer.status).toBe(400)
    expect(problemOf(answer)).toMatchObject({ code: 'invalid-request', field: 'purpose' })
  })

  it('ACCESS-14: a field nobody asked for is 400 and named', async () => {
    const answer = await admin.send('PATCH', `/api/people/${house.dana.personId}`, { passwordHash: '!' })
    expect(answer.status).toBe(400)
    expect(problemOf(answer)).toMatchObject({ code: 'invalid-request', field: 'passwordHash' })
  })

  it.each(['{"purpose":"enrol","__proto__":{"admin":true}}', '{"purpose":', '"text"', '[]'])(
    'ACCESS-14: the body %s is 400',
    async (body) => {
      const answer = await house.browser().send('POST', '/api/challenges', body)
      expect(answer.status).toBe(400)
      expect(problemOf(answer).code).toBe('invalid-request')
    },
  )

  it('ACCESS-14: a malformed id in the path is 400, a repeated query parameter too', async () => {
    expect((await admin.send('PATCH', '/api/people/1', {})).status).toBe(400)
    const answer = await admin.send('GET', '/api/people?limit=1&limit=2')
    expect(answer.status).toBe(400)
    expect(problemOf(answer).field).toBe('limit')
    expect((await admin.send('GET', '/api/things/%E0%A4%A')).status).toBe(400)
  })

  it('ACCESS-15: without a sign-in 401, in another role 403', async () => {
    const stranger = await house.browser().send('GET', '/api/devices')
    expect([stranger.status, problemOf(stranger).code]).toEqual([401, 'not-signed-in'])
    const wrongRole = await agent.send('GET', '/api/devices')
    expect([wrongRole.status, problemOf(wrongRole).code]).toEqual([403, 'not-allowed'])
  })

  it('ACCESS-15: a made-up cookie is nobody', async () => {
    const browser = house.browser()
    browser.cookies.set('hearthline-sign-in', 'A'.repeat(43))
    expect((await browser.send('GET', '/api/me')).status).toBe(401)
    browser.cookies.set('hearthline-sign-in', "' or 1=1 --")
    expect((await browser.send('GET', '/api/me')).status).toBe(401)
  })

  it('ACCESS-15: an unsigned stranger is told 401 before their body is read', async () => {
    const answer = await house.browser().send('POST', '/api/teams', '{"name":')
    expect(answer.status).toBe(401)
  })

  it('answers 404 below /api as a problem', async () => {
    const answer = await admin.send('GET', '/api/nothing')
    expect([answer.status, problemOf(answer).code]).toEqual([404, 'not-found'])
  })

  it('answers 405 with what is allowed', async () => {
    const answer = await admin.send('DELETE', '/api/people')
    expect([answer.status, problemOf(answer).code]).toEqual([405, 'method-not-allowed'])
    expect(answer.headers.get('allow')?.split(', ').toSorted()).toEqual(['GET', 'POST'])
  })

  it('answers 413 beyond 64 KB and 415 to anything but JSON', async () => {
    const browser = house.browser()
    const large = await browser.send('POST', '/api/challenges', { purpose: 'x'.repeat(70_000) })
    expect([large.status, problemOf(large).code]).toEqual([413, 'payload-too-large'])
    const text = await browser.send('POST', '/api/challenges', 'purpose=enrol', {
      'Content-Type': 'application/x-www-form-urlencoded',
    })
    expect([text.status, problemOf(text).code]).toEqual([415, 'unsupported-media-type'])
    const packed = await browser.send('POST', '/api/challenges', '{}', { 'Content-Encoding': 'gzip' })
    expect(packed.status).toBe(415)
  })

  const sendText = (length: number) =>
    house.browser().send('POST', '/api/large', { text: 'x'.repeat(length) })

  it('ACCESS-25: a route may take more, and then says how much', async () => {
    expect((await sendText(90_000)).body).toBe(90_000)
    const larger = await sendText(100_000)
    expect([larger.status, problemOf(larger).code]).toEqual([413, 'payload-too-large'])
    expect(problemOf(larger).detail).toContain('100000')
  })

  it.each([
    ['a foreign origin', { Origin: 'https://evil.example' }],
    ['our host on another port', { Origin: 'http://localhost:1' }],
    ['our origin as a prefix', { Origin: 'http://localhost:8080.evil.example' }],
    ['an opaque origin', { Origin: 'null' }],
    ['a cross-site fetch', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a same-site fetch', { 'Sec-Fetch-Site': 'same-site' }],
  ])('ACCESS-13: refuses a change from %s', async (_case, headers) => {
    const answer = await admin.send('POST', '/api/teams', { name: 'Foreign' }, headers)
    expect([answer.status, problemOf(answer).code]).toEqual([403, 'origin-refused'])
  })

  it('ACCESS-13: refuses a change without an origin', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: house.control.port, method: 'POST', path: '/api/sign-out' },
        (response) => {
          response.resume()
          resolve(response.statusCode)
        },
      )
      request.on('error', reject).end()
    })
    expect(status).toBe(403)
  })

  it('hides an exception behind a reference', async () => {
    const answer = await admin.send('GET', '/api/bug')
    expect(answer.status).toBe(500)
    expect(problemOf(answer)).toEqual({
      code: 'internal',
      detail: 'Something failed on our side.',
      reference: expect.stringMatching(/^[0-9A-F]{8}$/),
    })
  })

  it('fails on an answer that its schema does not know', async () => {
    expect((await admin.send('GET', '/api/wrong')).status).toBe(500)
  })

  it('streams bytes and hands the range to the domain', async () => {
    const answer = await admin.send('GET', '/api/bytes', undefined, { Range: 'bytes=0-1' })
    expect(answer.headers.get('content-type')).toBe('audio/wav')
    expect(answer.body).toBe('bytes=0-1')
  })

  it('finds a fixed path before one with a parameter', async () => {
    expect((await admin.send('GET', '/api/things/fixed')).body).toBe('fixed')
    expect((await admin.send('GET', '/api/things/other')).body).toBe('by id')
  })

  it('sets a strict policy and never caches what /api answers', async () => {
    const answer = await admin.send('GET', '/api/me')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain('ws://localhost:8081')
    expect(policy).toMatch(/style-src 'self' 'sha256-[\w+/]{43}=';/)
    expect(policy).not.toContain('unsafe')
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).toContain('trusted-types hearthline-ticker')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-powered-by')).toBeNull()
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('permissions-policy')).toContain('microphone=(self)')
  })

  it('serves the client: assets for ever, the page for every address, 404 for missing files', async () => {
    const page = await house.browser().send('GET', '/enrol')
    expect(page.body).toContain('<title>page</title>')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const asset = await house.browser().send('GET', '/assets/app-1a2b.js')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect((await house.browser().send('GET', '/assets/gone.js')).status).toBe(404)
    expect((await house.browser().send('GET', '/../../package.json')).status).toBe(404)
    expect((await house.browser().send('POST', '/enrol', {})).status).toBe(404)
  })

  it('packs what shrinks, and gives it plain to who cannot unpack it', async () => {
    const path = '/assets/app-1a2b.js'
    for (const encoding of ['br', 'gzip']) {
      const packed = await house.browser().send('GET', path, undefined, { 'Accept-Encoding': encoding })
      expect(packed.headers.get('content-encoding')).toBe(encoding)
      expect(packed.headers.get('cache-control')).toContain('immutable')
      expect(packed.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(packed.body).toBe(script)
      expect(Number(packed.headers.get('content-length'))).toBeLessThan(script.length / 2)
    }
    const plain = await house.browser().send('GET', path, undefined, { 'Accept-Encoding': 'identity' })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(plain.body).toBe(script)
    expect((await house.browser().send('GET', '/assets/..%2findex.js')).status).toBe(404)
  })

  it('says how it is: alive always, ready when every part is', async () => {
    expect((await house.browser().send('GET', '/healthz')).status).toBe(200)
    const ready = await house.browser().send('GET', '/readyz')
    expect(ready.status).toBe(503)
    expect(ready.body).toEqual({ ready: false, reasons: ['extra'] })
  })

  it('shows a loopback page to this machine only, not to whom a proxy forwards', async () => {
    expect((await house.browser().send('GET', '/figures')).body).toBe('figures')
    for (const name of ['X-Forwarded-For', 'Forwarded', 'X-Real-IP', 'Via']) {
      const answer = await house.browser().send('GET', '/figures', undefined, { [name]: '127.0.0.1' })
      expect(answer.status).toBe(404)
    }
  })

  it('describes every route of the contract, and the page of it loads nothing', async () => {
    const document = await house.browser().send('GET', '/api/openapi.json')
    const paths = z
      .object({ openapi: z.literal('3.1.0'), paths: z.record(z.string(), z.record(z.string(), z.unknown())) })
      .parse(document.body).paths
    expect(Object.keys(paths['/api/people/{personId}/enrolment-codes'] ?? {})).toEqual(['post'])
    expect(Object.keys(paths['/api/calls/{callId}'] ?? {})).toEqual(['get'])
    const page = await house.browser().send('GET', '/api/docs')
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.body).toContain(accessRoutes.signIn.summary)
    expect(page.body).not.toMatch(/<script|<link|<img|src=|@import|url\(|style="/)
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(String(page.body)) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    expect(page.headers.get('content-security-policy')).toContain(`'sha256-${hash}'`)
  })

  it('upgrades nothing that no domain named', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest({
        host: '127.0.0.1',
        port: house.control.port,
        path: '/elsewhere',
        headers: { Connection: 'Upgrade', Upgrade: 'websocket' },
      })
      request
        .on('response', (response) => resolve(response.statusCode))
        .on('error', reject)
        .end()
    })
    expect(status).toBe(404)
  })

  it('refuses to bind a public handler to a route that is not', () => {
    expect(() => bindPublic(accessRoutes.me, () => ok(JSON.parse('null')))).toThrow('not public')
    expect(() => bind(accessRoutes.welcome, () => ok(JSON.parse('null')))).toThrow('public')
  })

  it('limits what one address may ask without signing in', async () => {
    const strict = await openHouse({ publicPerMinute: { reads: 1, writes: 1 } })
    try {
      const browser = strict.browser()
      expect((await browser.send('GET', '/api/welcome')).status).toBe(200)
      const limited = await browser.send('GET', '/api/welcome')
      expect(limited.status).toBe(429)
      expect(problemOf(limited).retryAfterSeconds).toBeGreaterThan(0)
      expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await strict.browser('198.51.100.9').send('GET', '/api/welcome')).status).toBe(200)
    } finally {
      await strict.dispose()
    }
  })

  it('signs out: the cookie goes and the sign-in with it', async () => {
    const browser = await house.signedIn(house.priya)
    const kept = browser.cookies.get('hearthline-sign-in') ?? ''
    expect((await browser.send('POST', '/api/sign-out')).status).toBe(204)
    expect(browser.cookies.has('hearthline-sign-in')).toBe(false)
    browser.cookies.set('hearthline-sign-in', kept)
    const answer = await browser.send('GET', '/api/me')
    expect([answer.status, problemOf(answer).code]).toEqual([401, 'signed-out'])
  })
})
