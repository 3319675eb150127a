import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freeTcpPorts, freeUdpPorts } from './fixtures/ports.ts'
import { expect, test } from './fixtures/test.ts'

const mainScript = fileURLToPath(new URL('../server/src/main.ts', import.meta.url))

/** Runs main.ts to its end with these settings alone. */
function startToEnd(
  settings: Record<string, string>,
  args: string[] = ['--demo'],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [mainScript, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], ...settings },
    })
    const text = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (text.stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (text.stderr += String(chunk)))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, ...text }))
  })
}

test.describe('what a person can fix ends the start with one clear line and exit code 1', () => {
  let dir: string
  test.beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hearthline-start-'))
  })
  test.afterEach(() => rmSync(dir, { recursive: true, force: true }))

  for (const { what, settings, says } of [
    { what: 'a wrong value', settings: { HEARTHLINE_HTTP_PORT: 'eighty' }, says: 'HEARTHLINE_HTTP_PORT' },
    { what: 'an unknown setting', settings: { HEARTHLINE_HTP_PORT: '80' }, says: 'HEARTHLINE_HTP_PORT' },
    { what: 'half of a pair', settings: { HEARTHLINE_TLS_CERT: 'cert.pem' }, says: 'HEARTHLINE_TLS_KEY' },
  ]) {
    test(what, async () => {
      const { code, stdout, stderr } = await startToEnd({ HEARTHLINE_DATA_DIR: dir, ...settings })
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
      expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(says)])
    })
  }

  test('a word that means nothing', async () => {
    const { code, stderr } = await startToEnd({ HEARTHLINE_DATA_DIR: dir }, ['--role', 'media'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^Usage: /)
  })

  test('a data folder that cannot be written', async () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    const { code, stdout, stderr } = await startToEnd({ HEARTHLINE_DATA_DIR: join(file, 'data') })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('HEARTHLINE_DATA_DIR')])
  })

  test('a port that is taken, and nothing is left running', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const address = taken.address()
    const httpPort = typeof address === 'object' && address !== null ? address.port : 0
    const [sipWsPort = 0] = await freeTcpPorts(1)
    const [sipUdpPort = 0, demoSipPort = 0] = await freeUdpPorts(2)
    const { code, stdout, stderr } = await startToEnd({
      HEARTHLINE_DATA_DIR: dir,
      HEARTHLINE_HTTP_PORT: String(httpPort),
      HEARTHLINE_SIP_WS_PORT: String(sipWsPort),
      HEARTHLINE_SIP_UDP_PORT: String(sipUdpPort),
      HEARTHLINE_DEMO_SIP_PORT: String(demoSipPort),
    })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('HEARTHLINE_HTTP_PORT')])
    expect(existsSync(join(dir, 'run', 'demo-carrier.pid'))).toBe(false)
    await new Promise((resolve) => taken.close(resolve))
  })
})

test('a second start on the same data folder is refused', async ({ hearthline }) => {
  const [httpPort = 0, sipWsPort = 0] = await freeTcpPorts(2)
  const { code, stderr } = await startToEnd(
    {
      HEARTHLINE_DATA_DIR: hearthline.dataDir,
      HEARTHLINE_HTTP_PORT: String(httpPort),
      HEARTHLINE_SIP_WS_PORT: String(sipWsPort),
    },
    ['--role', 'control'],
  )
  expect(code).toBe(1)
  expect(stderr).toContain('Another Hearthline runs with the data folder')
})

test('when the supervisor is killed, every process it started ends', async ({ hearthline }) => {
  const pids = [
    hearthline.pidOf('control'),
    hearthline.pidOf('voice'),
    hearthline.pidOf('demo-carrier'),
    ...hearthline.mediaWorkerPids(),
  ]
  expect(pids.length).toBeGreaterThanOrEqual(4)
  hearthline.killSupervisor()
  await expect
    .poll(() => pids.filter((pid) => existsSync(`/proc/${pid}`)), { message: 'processes left' })
    .toEqual([])
})
