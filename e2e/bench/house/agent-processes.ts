import type { ChildProcess } from 'node:child_process'
import { readVoiceKeys } from '@hearthline/server/src/keys.ts'
import type { BenchHouse } from './house.ts'
import { FromAgents, type ToAgents } from './words.ts'

const processes = 3

/** The processes that play the agents of a benchmark. */
export interface AgentProcesses {
  count: number
  /** Says the same to each, and waits until each has answered with this word. */
  all(message: ToAgents, until: FromAgents['type']): Promise<void>
}

/**
 * Starts them and waits until all `agents` are seated.
 * @param onMessage told everything they say
 */
export async function startAgents(
  house: BenchHouse,
  script: URL,
  agents: number,
  onMessage: (message: FromAgents) => void,
): Promise<AgentProcesses> {
  const share = Math.ceil(agents / processes)
  const { base, origin, wsPort, dataDir } = house
  const sipSecret = readVoiceKeys(dataDir).sipCredential
  const children: ChildProcess[] = []
  const filling: Promise<void>[] = []
  for (let left = agents; left > 0; left -= share) {
    const { child } = await house.start(script)
    child.on('message', (raw) => onMessage(FromAgents.parse(raw)))
    children.push(child)
    const seats = await house.seats('agent', Math.min(share, left))
    filling.push(ask(child, { type: 'take-seats', base, origin, wsPort, sipSecret, seats }, 'all-seated'))
  }
  await Promise.all(filling)
  return {
    count: children.length,
    all: async (message, until) =>
      void (await Promise.all(children.map((child) => ask(child, message, until)))),
  }
}

const ask = (child: ChildProcess, message: ToAgents, until: FromAgents['type']): Promise<void> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`agents ended with code ${code}`))
    const take = (raw: unknown): void => {
      if (FromAgents.parse(raw).type !== until) return
      child.off('message', take)
      child.off('exit', ended)
      resolve()
    }
    child.once('exit', ended)
    child.on('message', take)
    child.send(message)
  })
