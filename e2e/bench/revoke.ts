import { parseArgs } from 'node:util'
import { z } from 'zod'
import { percentile } from './figures.ts'
import { startAgents } from './house/agent-processes.ts'
import { enrolled, openBenchHouse, type BenchHouse } from './house/house.ts'
import { preciseNowMs } from './house/words.ts'
import type { Progress } from './run.ts'

const defaultAgents = 300
/** A revocation that takes longer has failed. */
const patienceMs = 10_000

/**
 * `bench revoke [--agents 300]`: an administrator revokes the devices of signed-in agents one by one over HTTP. Each takes from
 * the sending of the request until both of the agent's sockets are closed: the one to control, and the phone's, which the
 * voice node closes after it has removed the binding (SIP-35). Control, the voice node and the agents are processes of
 * their own.
 */
export async function run(args: string[], progress: Progress) {
  const { values } = parseArgs({ args, options: { agents: { type: 'string' } }, strict: false })
  const agents = z.coerce.number().int().min(1).max(2_000).catch(defaultAgents).parse(values['agents'])
  const house = await openBenchHouse()
  try {
    await house.start(new URL('signalling/node.ts', import.meta.url))
    progress(`revoke: making ${agents} people, and signing them in`)
    const floor = await fillFloor(house, agents)
    const [boss] = await house.seats('administrator', 1)
    if (boss === undefined) throw new Error('no administrator')
    const browser = await enrolled(house, boss)
    await browser.signIn(boss, boss.password)

    const tookMs: number[] = []
    for (const { personId, deviceId } of floor.seated()) {
      const gone = floor.gone(personId)
      const startedMs = preciseNowMs()
      const { status, body } = await browser.send('POST', `/api/devices/${deviceId}/revoke`, {
        reason: 'lost',
      })
      if (status !== 200) throw new Error(`not revoked: ${JSON.stringify(body)}`)
      tookMs.push((await gone) - startedMs)
      if (tookMs.length % 50 === 0)
        progress(`revoke ${tookMs.length}/${agents}: the last took ${tookMs.at(-1)} ms`)
    }
    return {
      agents,
      revokeMs: {
        p50: percentile(tookMs, 0.5),
        p95: percentile(tookMs, 0.95),
        max: percentile(tookMs, 1),
      },
    }
  } finally {
    await house.dispose()
  }
}

interface Floor {
  seated(): { personId: string; deviceId: string }[]
  /** When the later of the agent's two sockets closed; asked for before it happens. */
  gone(personId: string): Promise<number>
}

async function fillFloor(house: BenchHouse, agents: number): Promise<Floor> {
  const seated: { personId: string; deviceId: string }[] = []
  const closed = new Map<string, number[]>()
  const waiting = new Map<string, (atMs: number) => void>()
  const onClosed = (personId: string, atMs: number): void => {
    const times = [...(closed.get(personId) ?? []), atMs]
    closed.set(personId, times)
    if (times.length === 2) waiting.get(personId)?.(Math.max(...times))
  }
  await startAgents(house, new URL('revoke-agents.ts', import.meta.url), agents, (message) => {
    if (message.type === 'seated') seated.push(message)
    else if (message.type === 'closed') onClosed(message.personId, message.atMs)
  })
  if (closed.size > 0) throw new Error('a socket closed before anybody was revoked')
  return {
    seated: () => seated,
    gone: (personId) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error('a revoked agent is still there')), patienceMs)
        waiting.set(personId, (atMs) => {
          clearTimeout(timer)
          resolve(atMs)
        })
      }),
  }
}
