import {
  type CallControl,
  CallId,
  type CustomerRef,
  type LiveCall,
  PersonId,
  type Result,
  type SipAccount,
} from '@hearthline/shared'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createListening, restMs } from './listening-service.ts'
import type { Microphone, MicrophoneFailure } from './microphone.ts'
import { createPhone, type PhonePorts } from './phone-service.ts'
import { initialPhoneView, phoneStore } from './phone-store.ts'
import type { SipLineEvents } from './sip-line-contract.ts'
import type { ControlResult } from './sip-session.ts'

const callId = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a01')
const other = CallId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a02')
const dana = PersonId.parse('6b9a2c1e-5a52-4f0e-9a50-0d7f7b3f0a11')
const customer: CustomerRef = { customerId: null, displayName: 'Marisol', maskedNumber: '+1 202 555 ••00' }
const account: SipAccount = {
  uri: 'sip:a@b',
  authorizationUser: '1:a',
  password: 'p',
  wsUrl: 'ws://localhost',
  domain: 'b',
  iceServers: [],
  expiresAt: 100_000,
}
const to = { type: 'number', text: '+12025550100' } as const

/** Node has no MediaStream; the phone only hands these on. */
const streamNamed = (name: string): MediaStream =>
  Object.assign(Object.create(null), { id: name, getAudioTracks: () => [{ kind: 'audio' }] })
const theirs = streamNamed('theirs')

/** Everything outside the phone's rules, written down as it is asked for. */
function fakePorts(microphoneFails: MicrophoneFailure | null = null) {
  const asked: string[] = []
  let events: SipLineEvents | null = null
  let playing: MediaStream | null = null
  let open: MediaStream | null = null
  let sounding = true
  let muted: CallId | null = null
  let rejoinAnswer: Result<{ ticket: string }> = { ok: true, value: { ticket: 'R' } }
  const answers: ((result: ControlResult) => void)[] = []
  let mints: 'given' | 'away' = 'given'
  const microphone: Microphone = {
    open: async () => {
      asked.push('microphone')
      if (microphoneFails !== null) {
        phoneStore.setState({ microphone: { type: 'failed', failure: microphoneFails } })
        return microphoneFails
      }
      open = streamNamed('mine')
      return open
    },
    stream: () => open,
    setLive: (live) => {
      sounding = live
      asked.push(live ? 'live' : 'muted')
    },
    sends: () => open !== null && sounding,
    close: () => {
      open = null
      asked.push('microphone closed')
    },
    dispose: () => void asked.push('microphone off'),
  }
  const ports: PhonePorts = {
    personId: dana,
    browserMs: (serverMs) => serverMs,
    every: (everyMs, run) => {
      const timer = setInterval(run, everyMs)
      return () => clearInterval(timer)
    },
    muteMemory: {
      read: () => muted,
      write: (id) => {
        muted = id
      },
    },
    ring: (party) => void (party !== null && asked.push('ring')),
    askRejoin: async (id) => {
      asked.push(`rejoin ticket ${id}`)
      return rejoinAnswer
    },
    consult: async (_id, target, blind) => {
      asked.push(`${blind ? 'transfer' : 'consult'} ${target.type}`)
      return { ok: false, problem: { code: 'target-unavailable', detail: '' } }
    },
    now: () => Date.now(),
    accountLifeMs: () => 100_000,
    mintAccount: async () => {
      asked.push('mint')
      return mints === 'given'
        ? { ok: true, value: account }
        : { ok: false, problem: { code: 'unavailable', detail: '' } }
    },
    askTicket: async () => {
      asked.push('ticket')
      return { ok: true, value: { callId, ticket: 'T', customer } }
    },
    withdraw: async (id) => void asked.push(`withdraw ${id}`),
    askMonitorTicket: async () => {
      asked.push('monitor ticket')
      return { ok: true, value: { ticket: 'M' } }
    },
    setMode: async (_id, mode) => {
      asked.push(`mode ${mode}`)
      return { ok: true, value: null }
    },
    openLine: async (_account, lineEvents) => {
      events = lineEvents
      asked.push('line')
      return {
        invite: (id, ticket) => void asked.push(`invite ${id} ${ticket}`),
        listen: (id, ticket) => void asked.push(`listen ${id} ${ticket}`),
        speak: async (id, track) => {
          asked.push(`speak ${id} ${track === null ? 'nothing' : 'microphone'}`)
          return true
        },
        answer: (id) => void asked.push(`answer ${id}`),
        refuse: (id, status) => void asked.push(`refuse ${id} ${status}`),
        hangUp: (id) => void asked.push(`hang up ${id}`),
        rejoin: (id, ticket) => void asked.push(`rejoin ${id} ${ticket}`),
        echo: () => ({ hangUp: () => undefined }),
        control: (_id: CallId, control: CallControl) => {
          asked.push(`control ${control.type}`)
          return new Promise((resolve) => answers.push(resolve))
        },
        sendTone: (_id, tone) => {
          asked.push(`tone ${tone}`)
          return tone !== '#'
        },
        restartIce: async () => {
          asked.push('restart ice')
          return true
        },
        reconnect: () => void asked.push('reconnect'),
        handOver: async () => void asked.push('handed over'),
        replaceTrack: () => undefined,
        peerOf: () => null,
        renew: () => void asked.push('renew'),
        dispose: () => void asked.push('line closed'),
      }
    },
    microphone,
    keepsMicrophone: true,
    sound: {
      meter: () => ({ read: () => 0, dispose: () => undefined }),
      peak: () => ({ read: () => 0.1, dispose: () => undefined }),
      ring: () => undefined,
      ringOnce: () => undefined,
      ringAt: () => undefined,
      unlock: () => undefined,
      dispose: () => undefined,
    },
    play: (stream) => {
      playing = stream
    },
    reportLine: () => undefined,
  }
  const line = (): SipLineEvents => {
    if (events === null) throw new Error('no line was opened')
    return events
  }
  return {
    ports,
    asked,
    line,
    playing: () => playing,
    /** Answers the control that waits longest. */
    answer: async (result: ControlResult) => {
      answers.shift()?.(result)
      await settled()
    },
    rejoinAnswers: (result: Result<{ ticket: string }>) => {
      rejoinAnswer = result
    },
    controlAway: (away: boolean) => {
      mints = away ? 'away' : 'given'
    },
  }
}

const settled = () => vi.advanceTimersByTimeAsync(0)
const call = () => phoneStore.getState().phone.call

beforeEach(() => {
  vi.useFakeTimers()
  phoneStore.setState(initialPhoneView, true)
})
afterEach(() => vi.useRealTimers())

async function started(microphoneFails: MicrophoneFailure | null = null) {
  const fake = fakePorts(microphoneFails)
  const phone = createPhone(fake.ports)
  phone.supervise(createListening)
  await settled()
  fake.line().line('registered')
  fake.asked.length = 0
  return { ...fake, phone }
}

describe('the phone', () => {
  it('opens the microphone before it asks for a ticket, then invites', async () => {
    const { phone, asked, line, playing } = await started()
    phone.dispatch({ type: 'place', to })
    await settled()
    expect(asked).toEqual(['microphone', 'ticket', `invite ${callId} T`])
    line().remoteStream(callId, theirs)
    line().accepted(callId)
    expect(call().type).toBe('connected')
    // A listening machine that hears of the same answer must not take the sound away.
    expect(playing()).toBe(theirs)
    phone.dispose()
  })

  it('ACCESS-9: drains: no new credential, while the call that stands goes on, can be muted and hung up', async () => {
    const { phone, asked, line, playing } = await started()
    phone.dispatch({ type: 'place', to })
    await settled()
    line().remoteStream(callId, theirs)
    line().accepted(callId)
    asked.length = 0
    phone.drain()
    // The voice node refuses the next registration of an ended sign-in; that is no reason to mint.
    line().line('refused')
    line().registrationRefused()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(asked).toEqual([])
    expect(call().type).toBe('connected')
    expect(playing()).toBe(theirs)
    phone.dispatch({ type: 'set-mute', muted: true })
    phone.dispatch({ type: 'hang-up' })
    expect(asked).toEqual(['muted', `hang up ${callId}`])
    phone.dispose()
  })

  it.each([
    ['an INVITE that never left', { by: 'local', status: null, reason: null, cause: 'media' }],
    ['a ticket that the voice node refused', { by: 'remote', status: 403, reason: null, cause: 'rejected' }],
  ] as const)('gives the ticket back after %s', async (_case, end) => {
    const { phone, asked, line } = await started()
    phone.dispatch({ type: 'place', to })
    await settled()
    line().ended(callId, end)
    expect(call().type).toBe('ended')
    expect(asked.filter((what) => what.startsWith('withdraw'))).toEqual([`withdraw ${callId}`])
    phone.dispose()
  })

  it('gives no ticket back that the network has spoken of, nor a call that came in', async () => {
    const { phone, asked, line } = await started()
    phone.dispatch({ type: 'place', to })
    await settled()
    line().progressed(callId, 183)
    line().ended(callId, { by: 'remote', status: 486, reason: null, cause: 'rejected' })
    line().invited({ callId: other, displayName: null, ringMs: 20_000 })
    line().ended(other, { by: 'remote', status: null, reason: null, cause: 'canceled' })
    expect(asked.filter((what) => what.startsWith('withdraw'))).toEqual([])
    phone.dispose()
  })

  it('gives a ticket back that came after the phone was closed', async () => {
    const { phone, asked } = await started()
    phone.dispatch({ type: 'place', to })
    phone.dispose()
    await settled()
    expect(asked.at(-1)).toBe(`withdraw ${callId}`)
  })

  it('asks for no ticket when there is no microphone', async () => {
    const { phone, asked } = await started('microphone-denied')
    phone.dispatch({ type: 'place', to })
    await settled()
    expect(asked).toEqual(['microphone'])
    expect(call()).toMatchObject({ reason: { type: 'phone', failure: 'microphone-denied' } })
    phone.dispose()
  })

  it('declines a ring that cannot be answered for want of a microphone', async () => {
    const { phone, asked, line } = await started('microphone-busy')
    line().invited({ callId, displayName: 'Marisol', ringMs: 20_000 })
    phone.dispatch({ type: 'answer' })
    await settled()
    expect(asked).toEqual(['ring', 'microphone', `refuse ${callId} 603`])
    phone.dispose()
  })

  it('plays nothing once the call is over', async () => {
    const { phone, line, playing } = await started()
    phone.dispatch({ type: 'place', to })
    await settled()
    line().remoteStream(callId, theirs)
    line().accepted(callId)
    line().ended(callId, { by: 'remote', status: null, reason: null, cause: 'hung-up' })
    expect(call().type).toBe('ended')
    expect(playing()).toBeNull()
    phone.dispose()
  })

  it('listens with a monitor ticket and never opens a microphone', async () => {
    const { phone, asked, line, playing } = await started()
    phone.listening({ type: 'listen', callId: other })
    await settled()
    line().remoteStream(other, theirs)
    line().accepted(other)
    expect(phoneStore.getState().listening.type).toBe('listening')
    expect(playing()).toBe(theirs)
    phone.listening({ type: 'stop' })
    expect(playing()).toBeNull()
    expect(asked).toEqual(['monitor ticket', `listen ${other} M`, `hang up ${other}`])
    phone.dispose()
  })

  it('SUP: opens the microphone at the first whisper, once, and gives it back after a rest in listen', async () => {
    const { phone, asked, line } = await started()
    phone.listening({ type: 'listen', callId: other })
    await settled()
    line().accepted(other)
    asked.length = 0
    phone.listening({ type: 'set-mode', mode: 'whisper' })
    await settled()
    expect(phoneStore.getState().listening).toMatchObject({ mode: 'whisper' })
    phone.listening({ type: 'set-mode', mode: 'barge' })
    await settled()
    phone.listening({ type: 'set-mode', mode: 'listen' })
    await settled()
    await vi.advanceTimersByTimeAsync(restMs)
    expect(asked.filter((what) => what !== 'muted')).toEqual([
      'microphone',
      `speak ${other} microphone`,
      'mode whisper',
      'mode barge',
      'mode listen',
      `speak ${other} nothing`,
      'microphone closed',
    ])
    expect(asked).not.toContain('live')
    phone.dispose()
  })

  it('mints a new account when four fifths of its life are over, and again while control is away', async () => {
    const { phone, asked, controlAway } = await started()
    controlAway(true)
    await vi.advanceTimersByTimeAsync(80_000)
    expect(asked).toEqual(['mint'])
    await vi.advanceTimersByTimeAsync(2_000)
    expect(asked).toEqual(['mint', 'mint'])
    controlAway(false)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(asked).toEqual(['mint', 'mint', 'mint', 'renew'])
    phone.dispose()
  })

  it('mints anew when the registrar turns it away', async () => {
    const { phone, asked, line } = await started()
    line().registrationRefused()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(asked).toEqual(['mint', 'renew'])
    phone.dispose()
  })

  it('closes everything once, and hears nothing afterwards', async () => {
    const { phone, asked, line } = await started()
    phone.dispose()
    phone.dispose()
    expect(asked).toEqual(['line closed', 'microphone off'])
    line().invited({ callId, displayName: null, ringMs: 20_000 })
    await vi.advanceTimersByTimeAsync(200_000)
    expect(asked).toHaveLength(2)
    expect(call().type).toBe('idle')
  })
})

const none = { hold: null, consult: null, recordingPause: null } as const
const own = (part: Partial<LiveCall>): LiveCall => ({
  callId,
  direction: 'outbound',
  phase: 'connected',
  agentId: dana,
  teamId: null,
  customer,
  startedAt: 0,
  answeredAt: 40,
  recording: 'on',
  recordingSince: 40,
  agentLine: 'up',
  parkedUntil: null,
  controls: none,
  unheard: null,
  quality: null,
  trunkId: null,
  talk: null,
  supervisors: [],
  disclosure: 'silent',
  takenOverBy: null,
  ...part,
})

async function talking() {
  const all = await started()
  all.phone.dispatch({ type: 'place', to })
  await settled()
  all.line().accepted(callId)
  all.asked.length = 0
  return all
}

describe('controls of the call', () => {
  it('hold: the microphone stops before anything is sent, and starts again when it came to nothing', async () => {
    const { phone, asked, answer } = await talking()
    phone.ask({ type: 'hold' })
    expect(asked).toEqual(['muted', 'control hold'])
    expect(phoneStore.getState().sending).toBe(false)
    expect(phoneStore.getState().controls.told.hold).toBeNull()
    await answer({ ok: false, reason: { type: 'phone', failure: 'control-unanswered' } })
    expect(asked.at(-1)).toBe('live')
    expect(phoneStore.getState()).toMatchObject({
      sending: true,
      controls: { groups: { hold: { pending: null, failed: { ask: 'hold' } } } },
    })
    phone.dispose()
  })

  it('resume: silent until the voice node has said so; a mute goes on through it', async () => {
    const { phone, asked, answer } = await talking()
    phone.ask({ type: 'hold' })
    await answer({ ok: true, controls: { ...none, hold: { since: 5 } } })
    phone.dispatch({ type: 'set-mute', muted: true })
    phone.ask({ type: 'resume' })
    await answer({ ok: true, controls: none })
    expect(asked).toEqual(['muted', 'control hold', 'control resume'])
    phone.dispatch({ type: 'set-mute', muted: false })
    expect(asked.at(-1)).toBe('live')
    phone.dispose()
  })

  it('a consult goes by control, and a refusal is shown', async () => {
    const { phone, asked } = await talking()
    phone.ask({ type: 'consult', to: { type: 'number', text: '1' }, blind: true })
    await settled()
    expect(asked).toEqual(['transfer number'])
    expect(phoneStore.getState().controls.groups.consult.failed).toEqual({
      ask: 'consult',
      reason: { type: 'problem', code: 'target-unavailable' },
    })
    phone.dispose()
  })

  it('tones are masked after a second, and one that cannot be sent is not shown', async () => {
    const { phone, asked } = await talking()
    for (const digit of ['4', '2', 'x', '#']) phone.sendDigit(digit)
    expect(asked).toEqual(['tone 4', 'tone 2', 'tone #'])
    expect(phoneStore.getState()).toMatchObject({ digits: '•2', digitsFailed: true })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(phoneStore.getState().digits).toBe('••')
    phone.dispose()
  })
})

describe('a call that runs without this phone', () => {
  it('is got back by itself after a reload, muted as it was, with the clock of the call', async () => {
    const { phone, asked, line } = await started()
    phone.ownCall(own({ parkedUntil: Date.now() + 20_000 }))
    await settled()
    expect(asked).toEqual(['microphone', `rejoin ticket ${callId}`, `rejoin ${callId} R`])
    line().accepted(callId)
    expect(call()).toMatchObject({ type: 'connected', sinceMs: 40, muted: false })
    phone.dispose()
  })

  it('is asked for again until it is over', async () => {
    const { phone, asked, rejoinAnswers } = await started()
    rejoinAnswers({ ok: false, problem: { code: 'agent-not-registered', detail: '' } })
    phone.ownCall(own({}))
    await vi.advanceTimersByTimeAsync(900)
    expect(asked.filter((one) => one.startsWith('rejoin ticket'))).toHaveLength(3)
    rejoinAnswers({ ok: false, problem: { code: 'call-ended', detail: '' } })
    await vi.advanceTimersByTimeAsync(500)
    expect(call()).toMatchObject({ type: 'ended', reason: { type: 'problem', code: 'call-ended' } })
    phone.dispose()
  })

  it('is left alone when this agent has hung up, and control has not heard of it', async () => {
    const { phone, asked, line } = await talking()
    phone.ownCall(own({}))
    phone.dispatch({ type: 'hang-up' })
    line().ended(callId, { by: 'local', status: null, reason: null, cause: 'hung-up' })
    phone.dispatch({ type: 'dismiss' })
    await vi.advanceTimersByTimeAsync(2_000)
    expect(asked.filter((one) => one.startsWith('rejoin'))).toEqual([])
    phone.dispose()
  })

  it("is not this agent's who was only asked into it", async () => {
    const { phone, asked } = await started()
    phone.ownCall(own({ agentId: PersonId.parse(other) }))
    await vi.advanceTimersByTimeAsync(2_000)
    expect(asked).toEqual([])
    phone.dispose()
  })

  it('a session that broke off is got back while the call goes on', async () => {
    const { phone, asked, line } = await talking()
    phone.ownCall(own({}))
    line().ended(callId, { by: 'local', status: null, reason: null, cause: 'connection' })
    await settled()
    expect(call().type).toBe('rejoining')
    expect(asked).toContain(`rejoin ${callId} R`)
    phone.dispose()
  })
})

describe('the line', () => {
  it('is opened anew when it is not up within 3 s, as often as it takes', async () => {
    const { phone, asked, line } = await started()
    line().line('reconnecting')
    await vi.advanceTimersByTimeAsync(7_000)
    expect(asked).toEqual(['reconnect', 'reconnect'])
    line().line('registered')
    await vi.advanceTimersByTimeAsync(7_000)
    expect(asked).toEqual(['reconnect', 'reconnect'])
    phone.dispose()
  })

  it('another network: a new socket at once, then a new offer over it', async () => {
    const { phone, asked, line } = await talking()
    phone.networkChanged()
    line().line('reconnecting')
    line().line('registered')
    await settled()
    expect(asked).toEqual(['reconnect', 'restart ice'])
    phone.dispose()
  })
})
