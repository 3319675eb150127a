import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseConfig } from '../config.ts'
import { demoPasswordPath } from '../demo/people.ts'
import { ensureKeys, readKeys } from '../keys.ts'
import type { Running } from '../supervisor/role-process.ts'
import { runConsoleCommand } from './command.ts'
import { startControlRole } from './control-role.ts'

describe('the console against a whole control', () => {
  let dataDir: string
  let control: Running | null = null
  let said: { printed: string[]; complained: string[] }

  const start = async (demo: boolean): Promise<void> => {
    ensureKeys(dataDir)
    const parsed = parseConfig({ HEARTHLINE_DATA_DIR: dataDir }, demo)
    if (!parsed.ok) throw new Error(parsed.line)
    control = await startControlRole({
      config: { ...parsed.config, httpPort: 0 },
      keys: readKeys(dataDir),
      log: pino({ level: 'silent' }),
    })
  }
  const run = (text: string): Promise<number> =>
    runConsoleCommand(
      text.split(' '),
      dataDir,
      { print: (line) => said.printed.push(line), complain: (line) => said.complained.push(line) },
      (path) => readFileSync(path, 'utf8'),
    )

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hearthline-role-'))
    said = { printed: [], complained: [] }
  })
  afterEach(async () => {
    await control?.dispose()
    control = null
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('says that nothing runs', async () => {
    expect(await run('enrol ada.mercer')).toBe(1)
    expect(said.complained).toEqual([expect.stringContaining('No Hearthline runs')])
  })

  it('seeds the demo once, with one password that only its owner can read', async () => {
    await start(true)
    expect(statSync(demoPasswordPath(dataDir)).mode & 0o777).toBe(0o600)
    const password = readFileSync(demoPasswordPath(dataDir), 'utf8')
    await control?.dispose()
    await start(true)
    expect(readFileSync(demoPasswordPath(dataDir), 'utf8')).toBe(password)
    expect(await run('trunk list')).toBe(0)
    expect(said.printed).toEqual(['Demo carrier: udp 127.0.0.1:5070'])
  })

  it('seeds nothing without the demo', async () => {
    await start(false)
    expect(existsSync(demoPasswordPath(dataDir))).toBe(false)
    expect(await run('enrol ada.mercer')).toBe(1)
    expect(said.complained).toHaveLength(1)
  })

  it('makes an enrolment link for a person', async () => {
    await start(true)
    expect(await run('enrol dana.whitlock')).toBe(0)
    expect(said.printed[0]).toContain('Dana Whitlock')
    expect(said.printed[1]).toMatch(/^http:\/\/localhost:\d+\/enrol#[A-Z2-7]{10}$/)
  })

  it('makes the first administrator, and no second one', async () => {
    await start(false)
    expect(await run('first-administrator eve.stone Eve')).toBe(0)
    expect(said.printed[0]).toMatch(/^Password: \S{20}$/)
    expect(said.printed[2]).toMatch(/\/enrol#[A-Z2-7]{10}$/)
    expect(await run('first-administrator mallory.stone Mallory')).toBe(1)
    expect(said.complained).toEqual([expect.stringContaining('There is an administrator already')])
  })

  it('TRUNK-8: adds a trunk and sets it again under its name', async () => {
    await start(true)
    const secret = join(dataDir, 'secret')
    writeFileSync(secret, 'pass word\n')
    const add = `trunk set acme --host 192.0.2.9 --caller-id +12025550100 --username u --password-file ${secret}`
    expect(await run(`${add} --inbound-team West`)).toBe(0)
    expect(
      await run('trunk set acme --host 192.0.2.10 --caller-id +12025550100 --port 5080 --disabled'),
    ).toBe(0)
    expect(await run('trunk list')).toBe(0)
    expect(said.printed.slice(2)).toEqual([
      'Demo carrier: udp 127.0.0.1:5070',
      'acme: udp 192.0.2.10:5080 (disabled)',
    ])
    expect(said.complained).toEqual([])
  })

  it.each([
    'enrol',
    'enrol Ada!',
    'trunk',
    'trunk set',
    'trunk set acme --host 192.0.2.9',
    'trunk set acme --host 192.0.2.9 --caller-id 5550100',
    'trunk set acme --host 192.0.2.9 --caller-id +12025550100 --username u',
    'trunk set acme --host 192.0.2.9 --caller-id +12025550100 --inbound-team East',
    'trunk set acme --host 192.0.2.9 --caller-id +12025550100 --username u --password-file /none',
    'trunk set acme --prot 5060',
    'format-disk',
  ])('refuses: %s', async (text) => {
    await start(true)
    expect(await run(text)).toBe(1)
    expect(said.printed).toEqual([])
    expect(said.complained).toHaveLength(1)
  })
})
