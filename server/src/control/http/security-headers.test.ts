import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { securityHeaders } from './security-headers.ts'

/** What a browser is told by a house with these settings. */
async function headersOf(config: Parameters<typeof securityHeaders>[0]): Promise<Headers> {
  const app = express()
  app.use(securityHeaders(config))
  app.get('/', (_request, response) => void response.end())
  const server = createServer(app)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server on TCP has such an address
    const { port } = server.address() as AddressInfo
    return (await fetch(`http://127.0.0.1:${port}/`)).headers
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const plain = { origins: ['http://localhost:8080'], sipWsPort: 8081, tls: null } as const
const secure = {
  origins: ['https://phone.example'],
  sipWsPort: 8081,
  tls: { certPath: 'cert.pem', keyPath: 'key.pem' },
} as const

describe('what browsers are told', () => {
  it('ACCESS-19: on https to come back on https only, for a year', async () => {
    const headers = await headersOf({ ...secure, origins: [...secure.origins] })
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    expect(headers.get('content-security-policy')).toContain('wss://phone.example:8081')
  })

  it('ACCESS-19: on plain http nothing of the kind, which would lock the house out of itself', async () => {
    const headers = await headersOf({ ...plain, origins: [...plain.origins] })
    expect(headers.get('strict-transport-security')).toBeNull()
  })

  it('ACCESS-19: text never becomes script, and nobody frames, sniffs or is told where they came from', async () => {
    const headers = await headersOf({ ...secure, origins: [...secure.origins] })
    const policy = headers.get('content-security-policy') ?? ''
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      'trusted-types hearthline-ticker',
    ])
      expect(policy.split(';')).toContain(part)
    expect(policy).not.toMatch(/unsafe|\*/)
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  })
})
