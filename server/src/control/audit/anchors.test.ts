import { generateKeyPairSync } from 'node:crypto'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Anchor, anchorsStart, createAnchorSigner, hashLine } from './anchor.ts'
import { anchorPaths } from './anchor-file.ts'
import type { AuditKeeper } from './keeper.ts'
import { openTrail, rebuildChain, type Trail } from './testing/trail.ts'

/** Disks and a shared processor take their time. */
const patience = { timeout: 10_000 }

describe('anchors of the audit trail', () => {
  let trail: Trail
  let keeper: AuditKeeper
  beforeEach(() => {
    trail = openTrail()
    keeper = trail.keeper()
  })
  afterEach(async () => {
    await keeper.dispose()
    trail.dispose()
  })
  /** Three anchors, of rows 2, 4 and 6, as three starts and stops of control leave them. */
  const anchorThrice = async () => {
    for (let made = 0; made < 3; made += 1) {
      trail.append(2)
      await trail.keeper().dispose()
    }
  }
  const firstBad = async () => (await keeper.verifyAll()).anchors.firstBad

  it('AUDIT-10: signs the head each minute when it has moved, and at a clean stop', async () => {
    trail.append(3)
    keeper.start()
    expect((await keeper.verification()).anchors).toMatchObject({
      count: 1,
      last: { seq: 3 },
      firstBad: null,
    })
    trail.clock.advance(60_000)
    await expect.poll(() => trail.clock.pendingTimers(), patience).toBe(1)
    expect(trail.anchorLines()).toHaveLength(1)
    trail.append(1)
    trail.clock.advance(60_000)
    await expect.poll(async () => (await keeper.verification()).anchors.last?.seq, patience).toBe(4)
    trail.append(1)
    await keeper.dispose()
    await keeper.dispose()
    const anchors = trail.anchorLines().map((line) => Anchor.parse(JSON.parse(line)))
    expect(anchors.map(({ seq }) => seq)).toEqual([3, 4, 5])
    expect(anchors.map(({ previous }) => previous)).toEqual([
      anchorsStart,
      ...trail.anchorLines().slice(0, 2).map(hashLine),
    ])
    expect(anchors[2]?.hash).toBe(trail.repository.last()?.hash)
  })

  it('AUDIT-10: the file is for its owner only, with the public key beside it', async () => {
    await anchorThrice()
    const { file, publicKey, folder } = anchorPaths(trail.dataDir)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readFileSync(publicKey, 'utf8').trim()).toBe(trail.keys.auditAnchorPublicPem)
  })

  it('AUDIT-11: finds rows that were cut from the end', async () => {
    await anchorThrice()
    trail.tamper('DELETE FROM audit_rows WHERE seq > 3')
    keeper = trail.keeper()
    expect(await keeper.verifyAll()).toMatchObject({
      rows: 3,
      firstBadSeq: null,
      anchors: { count: 3, firstBad: { seq: 4, why: 'missing-rows' } },
    })
  })

  it('AUDIT-11: finds a chain that was cut and grew again', async () => {
    await anchorThrice()
    trail.tamper('DELETE FROM audit_rows WHERE seq > 3')
    keeper = trail.keeper()
    trail.clock.advance(1000)
    trail.append(5)
    expect(await keeper.verifyAll()).toMatchObject({
      rows: 8,
      firstBadSeq: null,
      anchors: { firstBad: { seq: 4, why: 'hash' } },
    })
  })

  it('AUDIT-11: finds a chain that was rewritten from the first row', async () => {
    await anchorThrice()
    trail.tamper((sqlite) => {
      sqlite.exec("UPDATE audit_rows SET actor_id = 'another' WHERE seq = 1")
      rebuildChain(sqlite)
    })
    keeper = trail.keeper()
    expect(await keeper.verifyAll()).toMatchObject({
      rows: 6,
      firstBadSeq: null,
      anchors: { firstBad: { seq: 2, why: 'hash' } },
    })
  })

  it.each<[string, (lines: string[], trail: Trail) => string[], { seq: number; why: string }]>([
    [
      'a changed time',
      ([a = '', b = '', c = '']) => [a, b.replace(/"at":\d+/, '"at":5'), c],
      { seq: 4, why: 'signature' },
    ],
    ['an anchor taken out', ([a = '', , c = '']) => [a, c], { seq: 6, why: 'signature' }],
    ['the first taken out', ([, b = '', c = '']) => [b, c], { seq: 4, why: 'signature' }],
    ['two exchanged', ([a = '', b = '', c = '']) => [a, c, b], { seq: 6, why: 'signature' }],
    ['an unreadable line', ([a = '', , c = '']) => [a, '{"seq":', c], { seq: 2, why: 'unreadable' }],
    [
      'bytes that are no text',
      ([a = '', b = '', c = '']) => [a, b, `${c}\r\u2028`],
      { seq: 4, why: 'unreadable' },
    ],
    [
      'a __proto__',
      ([a = '', b = '', c = '']) => [a, b, c.replace('{', '{"__proto__":{},')],
      { seq: 4, why: 'unreadable' },
    ],
    [
      'one of another key',
      (lines) => {
        const { privateKey } = generateKeyPairSync('ed25519', {
          publicKeyEncoding: { type: 'spki', format: 'pem' },
          privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
        })
        const [a = '', b = '', c = ''] = lines
        return [a, b, createAnchorSigner(privateKey)(Anchor.parse(JSON.parse(c)))]
      },
      { seq: 6, why: 'signature' },
    ],
  ])('AUDIT-11: finds %s', async (_case, change, expected) => {
    await anchorThrice()
    trail.writeAnchorLines(change(trail.anchorLines(), trail))
    expect(await firstBad()).toEqual(expected)
  })

  it('AUDIT-11: the standing check finds what was changed behind it while control runs', async () => {
    trail.append(3)
    keeper.start()
    await keeper.verification()
    trail.append(1)
    trail.clock.advance(60_000)
    await expect.poll(async () => (await keeper.verification()).rows, patience).toBe(4)
    rmSync(anchorPaths(trail.dataDir).file)
    trail.append(1)
    trail.clock.advance(60_000)
    await expect.poll(() => trail.errors, patience).toContain('the audit trail was tampered with')
    expect(await firstBad()).toMatchObject({ why: 'signature' })
  })

  it('AUDIT-12: a line that was not written to its end is cut off at the next start', async () => {
    await anchorThrice()
    appendFileSync(anchorPaths(trail.dataDir).file, '{"seq":7,"ha')
    trail.append(1)
    await trail.keeper().dispose()
    expect(await keeper.verifyAll()).toMatchObject({
      anchors: { count: 4, last: { seq: 7 }, firstBad: null },
    })
  })

  it('AUDIT-12: a disk that cannot be written is logged, and caught up with when it can', async () => {
    const { folder, file } = anchorPaths(trail.dataDir)
    // A file where the folder should be: also root cannot write there.
    writeFileSync(folder, '')
    trail.append(2)
    await trail.keeper().dispose()
    expect(trail.errors).toContain('the audit chain could not be anchored')
    rmSync(folder)
    mkdirSync(folder)
    chmodSync(folder, 0o700)
    trail.append(1)
    await trail.keeper().dispose()
    expect(Anchor.parse(JSON.parse(readFileSync(file, 'utf8'))).seq).toBe(3)
  })

  it('AUDIT-12: a full disk takes nothing from what is there', async () => {
    await anchorThrice()
    // /dev/full answers ENOSPC to every write (full(4)).
    const { file } = anchorPaths(trail.dataDir)
    const lines = trail.anchorLines()
    rmSync(file)
    symlinkSync('/dev/full', file)
    trail.append(1)
    await trail.keeper().dispose()
    expect(trail.errors).toContain('the audit chain could not be anchored')
    rmSync(file)
    trail.writeAnchorLines(lines)
    await trail.keeper().dispose()
    expect(await firstBad()).toBeNull()
    expect(trail.anchorLines()).toHaveLength(4)
  })
})
