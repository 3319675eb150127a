import { fork, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Browser } from '@hearthline/server/src/control/testing/browser.ts'
import { ensureKeys } from '@hearthline/server/src/keys.ts'
import { freeTcpPorts, freeUdpPorts } from '../../fixtures/ports.ts'
import { HouseAnswer, type HouseRequest, type Seat } from './words.ts'

/** A control process of its own, and what belongs to it. */
export interface BenchHouse {
  base: string
  origin: string
  wsPort: number
  dataDir: string
  controlPid: number
  seats(role: 'administrator' | 'lead' | 'agent', count: number): Promise<Seat[]>
  /** Gives control a trunk to the carrier at this UDP port. */
  trunkAt(port: number): Promise<void>
  /** Starts another process that ends with this one; resolves at its first message. */
  start(script: URL): Promise<{ child: ChildProcess; said: unknown }>
  dispose(): Promise<void>
}

export async function openBenchHouse(): Promise<BenchHouse> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthline-bench-'))
  ensureKeys(dataDir)
  const [httpPort = 0, wsPort = 0] = await freeTcpPorts(2)
  const [udpPort = 0] = await freeUdpPorts(1)
  const children: ChildProcess[] = []
  const start = async (script: URL): Promise<{ child: ChildProcess; said: unknown }> => {
    const child = fork(fileURLToPath(script), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        ...process.env,
        HEARTHLINE_DATA_DIR: dataDir,
        HEARTHLINE_HTTP_PORT: String(httpPort),
        HEARTHLINE_SIP_WS_PORT: String(wsPort),
        HEARTHLINE_SIP_UDP_PORT: String(udpPort),
        HEARTHLINE_TRUSTED_PROXIES: '127.0.0.1',
      },
    })
    children.push(child)
    const said = await new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve)
      child.once('exit', (code) => reject(new Error(`a benchmark process ended with code ${code}`)))
    })
    return { child, said }
  }
  const dispose = async (): Promise<void> => {
    // Control first: what ends because the others do is no news to anybody.
    for (const child of children) await ended(child)
    rmSync(dataDir, { recursive: true, force: true })
  }
  try {
    const { child: control } = await start(new URL('control.ts', import.meta.url))
    let asked = 0
    const ask = (request: (id: number) => HouseRequest): Promise<Seat[]> =>
      new Promise((resolve) => {
        asked += 1
        const id = asked
        const take = (message: unknown): void => {
          const answer = HouseAnswer.safeParse(message)
          if (!answer.success || answer.data.id !== id) return
          control.off('message', take)
          resolve(answer.data.seats)
        }
        control.on('message', take)
        control.send(request(id))
      })
    return {
      base: `http://127.0.0.1:${httpPort}`,
      origin: `http://localhost:${httpPort}`,
      wsPort,
      dataDir,
      controlPid: control.pid ?? 0,
      seats: (role, count) => ask((id) => ({ type: 'seats', id, role, count })),
      trunkAt: async (port) => void (await ask((id) => ({ type: 'trunk', id, port }))),
      start,
      dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** A browser whose device was enrolled, not signed in yet. */
export async function enrolled(house: { base: string; origin: string }, seat: Seat): Promise<Browser> {
  const browser = new Browser(() => house.base, house.origin, seat.address)
  await browser.enrol(seat.code)
  return browser
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.disconnect()
  })
}
