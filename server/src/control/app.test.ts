import { createServer } from 'node:http'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig, type Config } from '../config.ts'
import { ensureKeys, readKeys } from '../keys.ts'
import { StartError } from '../start-error.ts'
import { startControl } from './app.ts'
import type { Domain, DomainFactory } from './domain.ts'

const lineOf = (starting: Promise<unknown>) =>
  starting.then(
    () => 'it started',
    (error: unknown) => (error instanceof StartError ? error.line : String(error)),
  )

/** A domain that notes what becomes of it. */
const noting =
  (name: string, notes: string[], failing?: 'create' | 'start'): DomainFactory =>
  () => {
    if (failing === 'create') throw new Error(`${name} cannot be made`)
    const domain: Domain = {
      name,
      attach: () => void notes.push(`${name} attached`),
      start: () => {
        notes.push(`${name} started`)
        if (failing === 'start') throw new Error(`${name} cannot start`)
      },
      dispose: () => void notes.push(`${name} closed`),
    }
    return domain
  }

describe('starting control', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hearthline-start-'))
    ensureKeys(folder)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const start = (change: Partial<Config> = {}, domains: readonly DomainFactory[] = []) => {
    const parsed = parseConfig({ HEARTHLINE_DATA_DIR: folder }, false)
    if (!parsed.ok) throw new Error(parsed.line)
    return startControl({
      config: { ...parsed.config, httpPort: 0, ...change },
      keys: readKeys(folder),
      log: pino({ level: 'silent' }),
      domains,
      passwordCost: { memoryCost: 64, timeCost: 1, parallelism: 1 },
    })
  }

  it('says in one line that the data folder cannot be used', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    expect(await lineOf(start({ dataDir: file }))).toMatch(
      /^The data folder .*a-file cannot be used: [^\n]*\.$/,
    )
  })

  it('says in one line that the database is none', async () => {
    writeFileSync(
      join(folder, 'hearthline.db'),
      'no database at all, and long enough to be looked at'.repeat(100),
    )
    expect(await lineOf(start())).toContain('cannot be used')
  })

  it('says in one line that the port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve)
    })
    const address = other.address()
    const httpPort = typeof address === 'object' && address !== null ? address.port : 0
    expect(await lineOf(start({ httpPort }))).toContain(`Port ${httpPort} on 127.0.0.1 is taken`)
    other.close()
  })

  it('says in one line that the certificate cannot be read', async () => {
    const tls = { certPath: join(folder, 'none.pem'), keyPath: join(folder, 'none.key') }
    expect(await lineOf(start({ tls }))).toContain('TLS certificate')
  })

  it('starts its domains in order and closes them in reverse, once', async () => {
    const notes: string[] = []
    const control = await start({}, [noting('a', notes), noting('b', notes)])
    await Promise.all([control.dispose(), control.dispose()])
    expect(notes).toEqual(['a attached', 'b attached', 'a started', 'b started', 'b closed', 'a closed'])
    await expect(fetch(`http://127.0.0.1:${control.port}/healthz`)).rejects.toThrow('fetch failed')
  })

  it.each(['create', 'start'] as const)('closes everything when a domain fails to %s', async (failing) => {
    const notes: string[] = []
    const domains = [noting('a', notes), noting('b', notes, failing)]
    expect(await lineOf(start({}, domains))).toContain('b cannot')
    expect(notes).toContain('a closed')
    // The database is closed and the port is free: a second start finds nothing in its way.
    await (await start()).dispose()
  })
})
