/**
 * An agent at Firefox: signs in, calls, holds, mutes, hangs up. Runs in a network namespace of its own (firefox.spec.ts),
 * because Firefox offers no loopback addresses to its calls. Each thing proved is a line on stdout; the first that is not ends it.
 */
import { toneLevel } from '@hearthline/server/src/testing/tone.ts'
import { setTimeout as passes } from 'node:timers/promises'
import { heardAt } from '../fixtures/ear.ts'
import { startHearthline, type Hearthline } from '../fixtures/hearthline.ts'
import { customerHz } from '../fixtures/voices.ts'
import { FirefoxDesk, firefoxVoiceHz, openFirefox } from './browser.ts'

const sampleRateHz = 8_000
const present = 0.03
const absent = 0.004
const patienceMs = 20_000

const [address = ''] = process.argv.slice(2)
const proved = (what: string): void => void process.stdout.write(`${what}\n`)

/** The last second holds the tone (or, `wanted` false, does not, though there is a second of it). */
async function untilTone(
  who: string,
  ear: () => Promise<Int16Array>,
  hz: number,
  wanted: boolean,
): Promise<void> {
  let level = 0
  for (const until = Date.now() + patienceMs; Date.now() < until; await passes(200)) {
    const samples = await ear()
    level = toneLevel(samples, sampleRateHz, hz)
    if (samples.length > 0 && (wanted ? level > present : level < absent)) return
  }
  throw new Error(`${who}: ${hz} Hz at ${level.toFixed(4)}, wanted ${wanted ? 'there' : 'gone'}`)
}

async function walk(hearthline: Hearthline, desk: FirefoxDesk): Promise<void> {
  await desk.page.goto(await hearthline.enrolmentLink('dana.whitlock'))
  await desk.press('Continue')
  await desk.page.locator('input[type=password]').fill(hearthline.password)
  await desk.press('Sign in')
  await desk.shows('data-line', 'registered')
  proved('signed in and registered')

  await desk.pressPhone('Ready')
  await desk.shows('data-agent-state', 'ready')
  await desk.fill('Number to call', '+12025550101')
  await desk.pressPhone('Check and call')
  await desk.shows('data-phone-state', 'connected')
  const call = await hearthline.carrier.lastCall()
  const customer = (): Promise<Int16Array> => hearthline.carrier.heard(call?.id ?? '', 1_000)
  const agent = (): Promise<Int16Array> => heardAt(desk.page)
  await untilTone('the customer', customer, firefoxVoiceHz, true)
  await untilTone('the agent', agent, customerHz, true)
  proved('a call with audio both ways')

  await desk.pressPhone('Hold')
  await desk.shows('data-hold', 'on')
  await untilTone('the held customer', customer, firefoxVoiceHz, false)
  await untilTone('the holding agent', agent, customerHz, false)
  if (Math.max(0, ...(await customer())) < 500) throw new Error('the held customer hears no music')
  await desk.pressPhone('On hold')
  await desk.shows('data-hold', 'off')
  await untilTone('the customer after the hold', customer, firefoxVoiceHz, true)
  await untilTone('the agent after the hold', agent, customerHz, true)
  proved('hold and resume')

  await desk.pressPhone('Mute')
  await desk.shows('data-muted', 'on')
  await untilTone('the customer of a muted agent', customer, firefoxVoiceHz, false)
  await desk.pressPhone('Muted')
  await desk.shows('data-muted', 'off')
  await untilTone('the customer again', customer, firefoxVoiceHz, true)
  proved('mute')

  await desk.pressPhone('Hang up')
  await desk.shows('data-agent-state', 'wrap-up')
  if ((await hearthline.carrier.lastCall())?.ended !== 'hearthline-bye') throw new Error('no BYE')
  proved('hang up')
}

const hearthline = await startHearthline({
  HEARTHLINE_BIND: '0.0.0.0',
  HEARTHLINE_PUBLIC_HOST: 'localhost',
  HEARTHLINE_MEDIA_ADDRESS: address,
  HEARTHLINE_MEDIA_WORKERS: '1',
})
const firefox = await openFirefox()
try {
  await walk(hearthline, new FirefoxDesk(await firefox.newPage()))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  for (const { name, text } of hearthline.logs()) process.stderr.write(`── ${name}\n${text.slice(-4_000)}\n`)
  process.exitCode = 1
} finally {
  await firefox.close()
  await hearthline.dispose()
}
