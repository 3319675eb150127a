import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StartError } from '../start-error.ts'
import { askConsole, listenConsole, type ConsoleListener, type Perform } from './socket.ts'
import type { ConsoleAnswer } from './words.ts'

const lines = (...text: string[]): ConsoleAnswer => ({ type: 'lines', lines: text })

describe('the operator console', () => {
  let dataDir: string
  const listeners: ConsoleListener[] = []
  const listen = async (perform: Perform, dir = dataDir) => {
    const listener = await listenConsole(dir, perform)
    listeners.push(listener)
    return listener
  }
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'hearthline-console-'))
  })
  afterEach(async () => {
    for (const listener of listeners.splice(0)) await listener.dispose()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('answers a request', async () => {
    await listen(async (request) => lines(request.command))
    expect(await askConsole(dataDir, { command: 'enrol', userName: 'ada.mercer' })).toEqual(lines('enrol'))
  })

  it('keeps the socket from other users of the machine', async () => {
    await listen(async () => lines())
    expect(statSync(join(dataDir, 'console.sock')).mode & 0o777).toBe(0o600)
  })

  it('says null when no control runs, also when a dead one left its socket', async () => {
    expect(await askConsole(dataDir, { command: 'ping' })).toBeNull()
    writeFileSync(join(dataDir, 'console.sock'), '')
    expect(await askConsole(dataDir, { command: 'ping' })).toBeNull()
    await listen(async () => lines('again'))
    expect(await askConsole(dataDir, { command: 'ping' })).toEqual({ type: 'done' })
    expect(await askConsole(dataDir, { command: 'list-trunks' })).toEqual(lines('again'))
  })

  it('refuses a second Hearthline on the same data folder with a start error', async () => {
    await listen(async () => ({ type: 'done' }))
    await expect(listen(async () => ({ type: 'done' }))).rejects.toBeInstanceOf(StartError)
  })

  it('refuses a path that no socket can have', async () => {
    await expect(
      listen(async () => ({ type: 'done' }), join(dataDir, 'x'.repeat(100))),
    ).rejects.toBeInstanceOf(StartError)
  })

  it('turns a failing command into a sentence', async () => {
    await listen(async () => {
      throw new Error('no such person')
    })
    expect(await askConsole(dataDir, { command: 'list-trunks' })).toEqual({
      type: 'refused',
      line: 'no such person',
    })
  })

  it.each(['not json', '{"command":"format-disk"}', '{"command":"enrol","userName":"../x"}', '[]'])(
    'refuses %s and goes on serving',
    async (text) => {
      await listen(async () => lines('fine'))
      const reply = await new Promise<string>((resolve, reject) => {
        const socket = connect(join(dataDir, 'console.sock'), () => socket.write(`${text}\n`))
        socket.on('data', (chunk) => resolve(String(chunk)))
        socket.on('error', reject)
      })
      expect(JSON.parse(reply)).toMatchObject({ type: 'refused' })
      expect(await askConsole(dataDir, { command: 'list-trunks' })).toEqual(lines('fine'))
    },
  )
})
