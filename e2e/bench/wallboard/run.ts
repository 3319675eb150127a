import { readFileSync } from 'node:fs'
import { setTimeout as passes } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { enrol, signIn } from '../../fixtures/desk.ts'
import { launchVoice, voiceHz } from '../../fixtures/voices.ts'
import { percentile } from '../figures.ts'
import { startAgents, type AgentProcesses } from '../house/agent-processes.ts'
import { openBenchHouse, type BenchHouse } from '../house/house.ts'
import { reportEveryMs, type FromAgents } from '../house/words.ts'
import type { Progress } from '../run.ts'
import { followRevisions, mainThread, notePaints, paintsOf, shownPeople, type Paint } from './floor-page.ts'

const defaultAgents = 300
const defaultSeconds = 30
const changesPerSecond = 20
/** So many of the changes are reports of lines, by people in calls; the others go Ready or on a break. */
const shareOfReports = 0.3
const inCallsAtMost = 0.25
/** What is not painted by then is counted as never painted. */
const patienceMs = 3_000
/** proc_pid_stat(5): times are in ticks of 10 ms. */
const tickMs = 10

type Changed = Extract<FromAgents, { type: 'changed' }>

/**
 * `bench wallboard [--agents 300] [--seconds 30]`: agents in three processes, each signed in with a proved socket and a
 * registered phone; one lead's floor in real Chromium. 20 changes a second: people go Ready and on breaks by request,
 * others are in calls and report their lines, now poor, now good.
 *
 * A paint lasts from the time that control gives as the beginning of the new state (for a report: from when the agent
 * sends it) to the end of the frame in which the lead's page draws it. `mainThreadBusy` is the share of time that the
 * page's main thread spends in tasks (CDP Performance, TaskDuration). `droppedRevisions` counts the gaps in what the
 * page receives, and its own calls for a fresh snapshot.
 */
export async function run(args: string[], progress: Progress) {
  const { values } = parseArgs({
    args,
    options: { agents: { type: 'string' }, seconds: { type: 'string' } },
    strict: false,
  })
  const agents = z.coerce.number().int().min(20).max(2_000).catch(defaultAgents).parse(values['agents'])
  const seconds = z.coerce.number().min(1).max(600).catch(defaultSeconds).parse(values['seconds'])
  const house = await openBenchHouse()
  const voice = await launchVoice(voiceHz.lead)
  try {
    await house.start(new URL('../signalling/node.ts', import.meta.url))
    const { said } = await house.start(new URL('../signalling/trunk.ts', import.meta.url))
    await house.trunkAt(z.object({ port: z.int() }).parse(said).port)
    progress(`wallboard: making ${agents} people, and signing them in`)
    const changed: Changed[] = []
    const people = await startAgents(house, new URL('agents.ts', import.meta.url), agents, (message) => {
      if (message.type === 'changed') changed.push(message)
    })
    const inCalls = Math.floor(
      Math.min(agents * inCallsAtMost, (changesPerSecond * shareOfReports * reportEveryMs) / 1_000) /
        people.count,
    )
    await people.all({ type: 'settle', inCalls }, 'settled')
    progress(
      `wallboard: ${inCalls * people.count} of them talk, the others are Ready; a lead opens the floor`,
    )
    const context = await voice.browser.newContext({
      locale: 'en-US',
      viewport: { width: 1440, height: 900 },
    })
    const page = await context.newPage()
    const revisions = followRevisions(page)
    await openFloor(page, house, agents)

    const statesPerSecond =
      (changesPerSecond - (inCalls * people.count * 1_000) / reportEveryMs) / people.count
    const debug = await context.newCDPSession(page)
    await debug.send('Performance.enable')
    await notePaints(page)
    await settled(people, statesPerSecond)
    await unfold(page)
    changed.length = 0
    const changesBefore = revisions.changes()
    const [cpuBefore, threadBefore] = [cpuMsOf(house.controlPid), await mainThread(debug)]
    await people.all({ type: 'work', statesPerSecond, seconds }, 'worked')
    const [cpuAfter, threadAfter] = [cpuMsOf(house.controlPid), await mainThread(debug)]
    await passes(patienceMs)

    const tookSeconds = threadAfter.clock - threadBefore.clock
    const { tookMs, missed } = paintTimes(changed, await paintsOf(page))
    progress(
      `wallboard: ${changed.length} changes in ${tookSeconds.toFixed(1)} s, ${missed.length} of them not painted` +
        `${missed.map(({ shows }) => ` ${shows}`).join('')}; ` +
        `control told the page ${revisions.changes() - changesBefore} changes; ` +
        `its main thread had a processor for ${round((threadAfter.onProcessor - threadBefore.onProcessor) / tookSeconds, 3)} of the time`,
    )
    if (tookMs.length === 0) throw new Error('nothing was painted')
    return {
      agents,
      changesPerSecond: round(changed.length / tookSeconds, 1),
      paintMs: { p50: percentile(tookMs, 0.5), p95: percentile(tookMs, 0.95) },
      mainThreadBusy: round((threadAfter.busy - threadBefore.busy) / tookSeconds, 3),
      droppedRevisions: revisions.dropped(),
      serverCpuMsPerSecond: round((cpuAfter - cpuBefore) / tookSeconds, 1),
    }
  } finally {
    await voice.dispose()
    await house.dispose()
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits))

/** Code is compiled at its first run, and everybody's first request fetches a nonce: some seconds that do not count. */
const settled = (people: AgentProcesses, statesPerSecond: number): Promise<void> =>
  people.all({ type: 'work', statesPerSecond, seconds: 6 }, 'worked')

async function openFloor(page: Page, house: BenchHouse, agents: number): Promise<void> {
  const [lead] = await house.seats('lead', 1)
  if (lead === undefined) throw new Error('no lead')
  await enrol(page, `${house.origin}/enrol#${lead.code}`)
  await expect(page.getByLabel('User name')).toHaveValue(lead.userName)
  await signIn(page, lead.userName, lead.password)
  await page.getByRole('link', { name: /^Floor/ }).click()
  await expect.poll(() => shownPeople(page), { message: 'people on the floor', timeout: 20_000 }).toBe(agents)
}

/** Who is away stands folded away on a large floor: here all are shown, and nobody's pointer holds the order still. */
async function unfold(page: Page): Promise<void> {
  const folded = page.locator('.floor-head[aria-expanded="false"]')
  while ((await folded.count()) > 0) await folded.first().click()
  await page.getByRole('heading', { level: 1 }).click()
}

/** From each change to the first frame after it that shows it. */
function paintTimes(
  changed: readonly Changed[],
  paints: readonly Paint[],
): { tookMs: number[]; missed: Changed[] } {
  const shown = new Map<string, number[]>()
  for (const { personId, shows, atMs } of paints) {
    const key = `${personId} ${shows}`
    shown.set(key, [...(shown.get(key) ?? []), atMs])
  }
  const tookMs: number[] = []
  const missed: Changed[] = []
  for (const change of changed) {
    const { personId, shows, atMs } = change
    const paintedAt = shown.get(`${personId} ${shows}`)?.find((at) => at >= atMs) ?? Infinity
    if (paintedAt - atMs > patienceMs) missed.push(change)
    else tookMs.push(paintedAt - atMs)
  }
  return { tookMs, missed }
}

/** Processor time that a process has used, user and system. */
function cpuMsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name in parentheses may hold spaces; utime and stime are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}
