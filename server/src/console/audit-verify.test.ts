import { spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Anchor, anchorsStart, createAnchorSigner, hashLine } from '../control/audit/anchor.ts'
import { anchorPaths } from '../control/audit/anchor-file.ts'
import { openTrail, rebuildChain, type Trail } from '../control/audit/testing/trail.ts'
import { runAuditVerify } from './audit-verify.ts'

const pair = () =>
  generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

describe('audit:verify', () => {
  let trail: Trail
  beforeEach(async () => {
    trail = openTrail()
    for (let made = 0; made < 3; made += 1) {
      trail.append(3)
      await trail.keeper().dispose()
    }
  })
  afterEach(() => trail.dispose())
  const verify = async (...words: string[]) => {
    const lines: string[] = []
    const keep = (line: string) => void lines.push(line)
    const code = await runAuditVerify(words, trail.dataDir, { print: keep, complain: keep })
    return { code, said: lines.join('\n') }
  }

  it('AUDIT-13: good: counts, head and the last anchor, while control has the file open', async () => {
    trail.append(1)
    const { code, said } = await verify()
    expect(said).toContain(`Rows: 10, head ${trail.repository.last()?.hash} at row 10`)
    expect(said).toMatch(/Anchors: 3, the last of \S+Z at row 9/)
    expect(code).toBe(0)
  })

  it('AUDIT-13: changes nothing in the database', async () => {
    trail.store.dispose()
    const path = join(trail.dataDir, 'hearthline.db')
    const before = readFileSync(path)
    expect((await verify()).code).toBe(0)
    expect(readFileSync(path).equals(before)).toBe(true)
    trail.reopen()
  })

  it('AUDIT-13: an empty trail is good', async () => {
    const fresh = openTrail()
    expect((await verify('--data-dir', fresh.dataDir)).code).toBe(0)
    fresh.dispose()
  })

  const forge = (keys: { privateKey: string }) => (): void => {
    const sign = createAnchorSigner(keys.privateKey)
    let previous = anchorsStart
    const lines = trail.anchorLines().map((line) => {
      const { seq, at } = Anchor.parse(JSON.parse(line))
      const forged = sign({ seq, at, hash: trail.repository.hashAt(seq) ?? '', previous })
      previous = hashLine(forged)
      return forged
    })
    trail.writeAnchorLines(lines)
  }
  const rewrite = () =>
    trail.tamper((sqlite) => {
      sqlite.exec("UPDATE audit_rows SET outcome = 'refused' WHERE seq = 2")
      rebuildChain(sqlite)
    })

  it.each<[string, () => void, string]>([
    [
      'a changed row',
      () => trail.tamper("UPDATE audit_rows SET address = '203.0.113.1' WHERE seq = 4"),
      'BAD: row 4: it does not follow',
    ],
    [
      'a deleted row',
      () => trail.tamper('DELETE FROM audit_rows WHERE seq = 5'),
      'BAD: row 6: rows before it are missing',
    ],
    [
      'rows cut from the end',
      () => trail.tamper('DELETE FROM audit_rows WHERE seq > 7'),
      'BAD: anchor of row 9: the row is missing: rows were cut from the end',
    ],
    ['the whole chain rewritten', rewrite, 'BAD: anchor of row 3: the row is not the one that was signed'],
    [
      'the whole chain rewritten and anchored by another key, whose public half was put beside',
      () => {
        rewrite()
        const keys = pair()
        forge(keys)()
        writeFileSync(anchorPaths(trail.dataDir).publicKey, keys.publicKey)
      },
      'BAD: anchor of row 3: its signature is not of this installation',
    ],
    ['a forged anchor', () => forge(pair())(), 'BAD: anchor of row 3: its signature'],
    [
      'no anchors any more',
      () => rmSync(anchorPaths(trail.dataDir).folder, { recursive: true }),
      'BAD: there are rows but no anchors',
    ],
    [
      'all rows gone',
      () => trail.tamper('DELETE FROM audit_rows'),
      'BAD: anchor of row 3: the row is missing',
    ],
  ])('AUDIT-13: exit code 1 and the first bad row for %s', async (_case, change, line) => {
    change()
    const { code, said } = await verify()
    expect(said).toContain(line)
    expect(code).toBe(1)
  })

  it('AUDIT-13: a public key kept elsewhere shows what one replaced on the spot does not', async () => {
    const kept = join(trail.dataDir, 'kept.pem')
    writeFileSync(kept, trail.keys.auditAnchorPublicPem)
    const keys = pair()
    rewrite()
    forge(keys)()
    writeFileSync(join(trail.dataDir, 'keys', 'audit-anchor-public.pem'), keys.publicKey)
    expect((await verify()).code).toBe(0)
    expect((await verify('--public-key', kept)).code).toBe(1)
  })

  it.each<[string, () => void, string[]]>([
    ['an unknown option', () => undefined, ['--everything']],
    ['a folder without a database', () => undefined, ['--data-dir', '/nowhere']],
    ['a key file that is none', () => undefined, ['--public-key', '/nowhere/key.pem']],
    [
      'a database that is none',
      () => {
        trail.store.dispose()
        writeFileSync(join(trail.dataDir, 'hearthline.db'), 'no database'.repeat(500))
      },
      [],
    ],
  ])('AUDIT-13: exit code 2 for %s', async (_case, change, words) => {
    change()
    expect((await verify(...words)).code).toBe(2)
  })

  it('AUDIT-13: the command line of main.ts', () => {
    const main = fileURLToPath(new URL('../main.ts', import.meta.url))
    const run = () =>
      spawnSync(process.execPath, [main, 'audit-verify', '--data-dir', trail.dataDir], { encoding: 'utf8' })
    expect(run()).toMatchObject({ status: 0, stderr: '' })
    trail.tamper('DELETE FROM audit_rows WHERE seq > 7')
    expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('BAD: anchor of row 9') })
  })
})
