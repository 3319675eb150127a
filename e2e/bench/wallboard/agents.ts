/** Agents of the wallboard benchmark, a process of its own: they change their state by request, and report their lines. */
import { constants, setPriority } from 'node:os'
import { setTimeout as passes } from 'node:timers/promises'
import { agentRoutes, callRoutes, type LineQuality } from '@hearthline/shared'
import { seatAll, type SeatedAgent } from '../house/seated-agent.ts'
import { preciseNowMs, reportEveryMs, ToAgents, type FromAgents } from '../house/words.ts'

/** Any number will do: the carrier of the benchmark answers every one. */
const number = '+12025550101'
const breaks = ['break', 'lunch', 'training', 'meeting', 'technical'] as const
const goodLine: LineQuality = { lossPercent: 0, jitterMs: 4, roundTripMs: 30, mos: 4.3 }
/** Poor enough for the floor's alert. */
const poorLine: LineQuality = { lossPercent: 8, jitterMs: 60, roundTripMs: 400, mos: 2.9 }

// People's browsers are other machines: what they cost shall not slow what is measured here.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

interface Person {
  agent: SeatedAgent
  onBreak: boolean
  breaks: number
}
interface Caller {
  agent: SeatedAgent
  callId: string
  poor: boolean
}

const tell = (message: FromAgents): void => void process.send?.(message)
const seated: SeatedAgent[] = []
const callers: Caller[] = []
const others: Person[] = []

async function ask(agent: SeatedAgent, method: string, path: string, body: unknown): Promise<unknown> {
  const answer = await agent.browser.send(method, path, body)
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Ready, or on one of the breaks; told by the moment that control gives as the beginning of the new state. */
async function setState(agent: SeatedAgent, state: { type: 'ready' } | { type: 'break'; reason: string }) {
  const { since } = agentRoutes.setState.answer.parse(await ask(agent, 'PUT', '/api/agents/me/state', state))
  return since
}

async function settle(inCalls: number): Promise<void> {
  for (const [index, agent] of seated.entries()) {
    await setState(agent, { type: 'ready' })
    if (index >= inCalls) others.push({ agent, onBreak: false, breaks: index })
    else callers.push(await placeCall(agent))
  }
}

async function placeCall(agent: SeatedAgent): Promise<Caller> {
  const to = { type: 'number', text: number }
  const { callId, ticket } = callRoutes.place.answer.parse(await ask(agent, 'POST', '/api/calls', { to }))
  if ((await agent.phone.talk(ticket)) === null) throw new Error('a call of the benchmark was refused')
  return { agent, callId, poor: false }
}

async function changeState(person: Person): Promise<void> {
  const { agent, onBreak } = person
  person.onBreak = !onBreak
  const reason = breaks[person.breaks % breaks.length] ?? 'break'
  if (person.onBreak) person.breaks += 1
  const since = await setState(agent, person.onBreak ? { type: 'break', reason } : { type: 'ready' })
  tell({
    type: 'changed',
    personId: agent.personId,
    shows: `state:${person.onBreak ? reason : 'ready'}`,
    atMs: since,
  })
}

function reportLine(caller: Caller): void {
  const { agent, callId } = caller
  caller.poor = !caller.poor
  const atMs = preciseNowMs()
  agent.socket.socket.emit('line-report', { callId, quality: caller.poor ? poorLine : goodLine })
  tell({
    type: 'changed',
    personId: agent.personId,
    shows: caller.poor ? 'line:poor' : 'line:good',
    atMs,
  })
}

/** People come at random: the gaps between the changes of many are exponential. */
async function work(statesPerSecond: number, seconds: number): Promise<void> {
  const untilMs = preciseNowMs() + seconds * 1_000
  const reporting = callers.map(async (caller, index) => {
    await passes((reportEveryMs * index) / callers.length)
    reportLine(caller)
    while (preciseNowMs() + reportEveryMs < untilMs) {
      await passes(reportEveryMs)
      reportLine(caller)
    }
  })
  const changes: Promise<void>[] = []
  let dueMs = preciseNowMs()
  for (let turn = 0; ; turn += 1) {
    dueMs += (-Math.log(1 - Math.random()) * 1_000) / statesPerSecond
    const person = others[turn % others.length]
    if (dueMs >= untilMs || person === undefined) break
    await passes(Math.max(0, dueMs - preciseNowMs()))
    changes.push(changeState(person))
  }
  await Promise.all([...changes, ...reporting])
}

async function obey(message: ToAgents): Promise<void> {
  switch (message.type) {
    case 'take-seats':
      await seatAll(message, (agent) => void seated.push(agent))
      return tell({ type: 'all-seated' })
    case 'settle':
      await settle(message.inCalls)
      return tell({ type: 'settled' })
    case 'work':
      await work(message.statesPerSecond, message.seconds)
      return tell({ type: 'worked' })
    default:
      message satisfies never
  }
}

process.on('message', (raw) => void obey(ToAgents.parse(raw)))
process.on('disconnect', () => {
  for (const { socket, phone } of seated) {
    socket.dispose()
    phone.dispose()
  }
  process.exit(0)
})
process.send?.({ ready: true })
