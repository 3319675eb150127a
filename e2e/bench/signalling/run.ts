import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { CallId, PersonId, TeamId, TicketId } from '@hearthline/shared'
import { ensureKeys, readVoiceKeys, type VoiceKeys } from '@hearthline/server/src/keys.ts'
import { sealTicket } from '@hearthline/server/src/protocol/ticket.ts'
import { z } from 'zod'
import { freeTcpPorts, freeUdpPorts } from '../../fixtures/ports.ts'
import type { Progress } from '../run.ts'
import { connectAgent, type Agent } from './agent.ts'
import { listenForNode, type Link } from './link.ts'

const agentCount = 400
/** Agents at work at once. More would wait in the node's queue and only measure that. */
const callsAtOnce = 60
const registersAtOnce = 120
const defaultSeconds = 10

/** One voice node, every call and registration complete, over loopback. Rates are of the measured window only. */
export async function run(args: string[], progress: Progress) {
  const { values } = parseArgs({ args, options: { seconds: { type: 'string' } }, strict: false })
  const seconds = z.coerce.number().min(1).max(600).catch(defaultSeconds).parse(values['seconds'])
  const dataDir = mkdtempSync(join(tmpdir(), 'hearthline-bench-'))
  ensureKeys(dataDir)
  const keys = readVoiceKeys(dataDir)
  const children: ChildProcess[] = []
  let link: Link | null = null
  const agents: Agent[] = []
  try {
    const trunk = forkScript('trunk.ts', {})
    children.push(trunk)
    const { port: trunkPort } = z.object({ port: z.int() }).parse(await firstMessage(trunk))
    link = await listenForNode(trunkPort)
    const [httpPort = 0, wsPort = 0] = await freeTcpPorts(2)
    const [udpPort = 0] = await freeUdpPorts(1)
    const node = forkScript('node.ts', {
      HEARTHLINE_DATA_DIR: dataDir,
      HEARTHLINE_HTTP_PORT: String(httpPort),
      HEARTHLINE_SIP_WS_PORT: String(wsPort),
      HEARTHLINE_SIP_UDP_PORT: String(udpPort),
      HEARTHLINE_CONTROL_URL: `ws://127.0.0.1:${link.port}/voice-link`,
    })
    children.push(node)
    await firstMessage(node)
    await link.linked
    progress(`signalling: ${agentCount} WebSockets, ${seconds} s of REGISTERs, ${seconds} s of calls`)
    for (let made = 0; made < agentCount; made += 1) {
      agents.push(
        await connectAgent({
          wsPort,
          origin: `http://localhost:${httpPort}`,
          localAddress: `127.0.${1 + (made % 20)}.1`,
          sipSecret: keys.sipCredential,
        }),
      )
    }
    const registers = await measure(agents, registersAtOnce, seconds, (agent) => agent.register())
    progress(`  REGISTER: ${registers.perSecond}/s, ${registers.failures} failures`)
    const warmUp = await measure(agents, callsAtOnce, 1, callWith(keys, link))
    const calls = await measure(agents, callsAtOnce, seconds, callWith(keys, link))
    progress(`  calls: ${calls.perSecond}/s, ${calls.failures} failures`)
    return {
      callsPerSecond: calls.perSecond,
      registersPerSecond: registers.perSecond,
      failures: registers.failures + warmUp.failures + calls.failures,
    }
  } finally {
    for (const agent of agents) agent.dispose()
    await Promise.all(children.map(ended))
    await link?.dispose()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const callWith =
  (keys: VoiceKeys, link: Link) =>
  (agent: Agent): Promise<boolean> => {
    const ticket = sealTicket(
      {
        kind: 'call',
        ticketId: TicketId.parse(randomUUID()),
        callId: CallId.parse(randomUUID()),
        signInId: agent.signInId,
        personId: PersonId.parse(randomUUID()),
        expiresAt: Date.now() + 60_000,
        teamId: TeamId.parse(randomUUID()),
        number: '+12025550100',
        routes: [{ trunkId: link.trunkId, dialled: '+12025550100', callerId: '+12025550199' }],
        record: false,
        ringTimeoutMs: 30_000,
      },
      keys.ticket,
      randomBytes(12),
    )
    return agent.call(ticket)
  }

/** Keeps `atOnce` agents busy for `seconds`, each with one task at a time; waits for those begun. */
async function measure(
  agents: readonly Agent[],
  atOnce: number,
  seconds: number,
  task: (agent: Agent) => Promise<boolean>,
): Promise<{ perSecond: number; failures: number }> {
  const free = [...agents]
  const startedAt = performance.now()
  const until = startedAt + seconds * 1_000
  let completed = 0
  let failures = 0
  const work = async (): Promise<void> => {
    while (performance.now() < until) {
      const agent = free.shift()
      if (agent === undefined) return
      if (await task(agent)) completed += 1
      else failures += 1
      free.push(agent)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  const tookSeconds = (performance.now() - startedAt) / 1_000
  return { perSecond: Math.round((completed / tookSeconds) * 10) / 10, failures }
}

function forkScript(name: string, settings: Record<string, string>): ChildProcess {
  return fork(fileURLToPath(new URL(name, import.meta.url)), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...settings },
  })
}

function firstMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a benchmark process ended with code ${code}`)))
  })
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.disconnect()
  })
}
