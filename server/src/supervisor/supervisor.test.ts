import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StartError } from '../start-error.ts'
import { systemClock } from '../system-ports.ts'
import { startSupervisor, type RoleSpec, type Supervisor } from './supervisor.ts'

const script = fileURLToPath(new URL('testing/role-script.ts', import.meta.url))

const role = (name: RoleSpec['name'], ...args: string[]): RoleSpec => ({ name, script, args })
const alive = (pid: number): boolean => existsSync(`/proc/${pid}`)

describe('the supervisor', () => {
  let dataDir: string
  let supervisor: Supervisor | null = null
  let told: string[] = []
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hearthline-supervisor-'))
    told = []
  })
  afterEach(async () => {
    await supervisor?.dispose()
    supervisor = null
    rmSync(dataDir, { recursive: true, force: true })
  })

  const start = async (...roles: RoleSpec[]): Promise<void> => {
    supervisor = await startSupervisor({
      roles,
      dataDir,
      clock: systemClock,
      tell: (line) => told.push(line),
    })
  }
  const pidOf = (name: string): number => Number(readFileSync(join(dataDir, 'run', `${name}.pid`), 'utf8'))

  it('resolves when every role serves, logs to files and shows warnings', async () => {
    await start(role('control', 'serve'), role('voice', 'serve'))
    await vi.waitFor(() => expect(told).toContain('voice warning: trunk is down'))
    expect(readFileSync(join(dataDir, 'logs', 'control.log'), 'utf8')).toContain('trunk is down')
  })

  it('starts again what was killed', async () => {
    await start(role('control', 'serve'))
    const killed = pidOf('control')
    process.kill(killed, 'SIGKILL')
    await vi.waitFor(() => expect(told).toContain('control is back.'), { timeout: 10_000 })
    expect(pidOf('control')).not.toBe(killed)
  })

  it('ends the whole start with the line of a start error, and the roles that ran', async () => {
    const starting = start(role('control', 'serve'), role('voice', 'port-taken'))
    await vi.waitFor(() => expect(existsSync(join(dataDir, 'run', 'control.pid'))).toBe(true))
    const control = pidOf('control')
    await expect(starting).rejects.toThrow(new StartError('Port 8080 is taken.'))
    expect(alive(control)).toBe(false)
  })

  it('gives up on a role that crashes whenever it starts, and says where to look', async () => {
    await expect(start(role('voice', 'crash'))).rejects.toThrow(/voice does not start; see .*voice\.log\./)
    expect(readFileSync(join(dataDir, 'logs', 'voice.log'), 'utf8')).toContain('cannot start')
  })

  it('disposes of the roles when it is disposed of, twice if asked', async () => {
    const mark = join(dataDir, 'mark')
    await start(role('control', 'serve', mark))
    const control = pidOf('control')
    await supervisor?.dispose()
    await supervisor?.dispose()
    expect(readFileSync(mark, 'utf8')).toBe('disposed')
    expect(alive(control)).toBe(false)
    expect(existsSync(join(dataDir, 'run', 'control.pid'))).toBe(false)
  })
})
