import { checkNames, type CheckName, lineCheckRoutes, type Problem, type ReadyGate } from '@hearthline/shared'
import { useCallback, useEffect, useReducer, useRef, useState } from 'react'
import { call } from '../../api/call.ts'
import { loadPatiently } from '../../app/lazy.ts'
import { loadLineCheck, usePhone, useAudio } from '../../softphone/index.ts'
import { type CheckEvent, checkStep, emptyCheck, findingsOf, judgeMedia, judgeServer } from './check-state.ts'

type Tools = Awaited<ReturnType<typeof loadLineCheck>>

/** Long enough to say a sentence. */
const listenSeconds = 8
/** The phone registers while the page opens; later than this it will not by itself. */
const lineWaitMs = 10_000
/** A browser that holds sound back until a press says nothing, ever. */
const playWaitMs = 4_000

const sound = async (play: () => Promise<boolean> | boolean): Promise<boolean> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), playWaitMs)
  })
  const played = await Promise.race([Promise.resolve(play()), late])
  clearTimeout(timer)
  return played
}

const notificationEnd = (
  state: ReturnType<Tools['notificationState']>,
): { verdict: 'passed' | 'fair' | 'failed'; detail: string | null } => {
  switch (state) {
    case 'granted':
      return { verdict: 'passed', detail: null }
    case 'unsupported':
      return { verdict: 'fair', detail: 'unsupported' }
    case 'denied':
    case 'default':
      return { verdict: 'failed', detail: state }
    default:
      return state satisfies never
  }
}

interface Ports {
  tools: Tools
  tell: (event: CheckEvent) => void
  /** Resolves false when the phone has no line after `lineWaitMs`. */
  lineUp: () => Promise<boolean>
  signal: AbortSignal
  /** Browsers show their question only after a press. */
  pressed: boolean
}

/** Measures one line of the check and tells its verdict; nothing is told once `signal` has fired. */
async function measure(name: CheckName, { tools, tell, lineUp, signal, pressed }: Ports): Promise<void> {
  switch (name) {
    case 'microphone': {
      const heard = await tools.listenMicrophone(listenSeconds, signal)
      return tell({
        type: 'done',
        name,
        verdict: heard === 'heard' ? 'passed' : 'failed',
        detail: heard === 'heard' ? null : heard,
      })
    }
    case 'headset':
    case 'ringer': {
      const played = await sound(name === 'headset' ? tools.playHeadsetTest : tools.playRingerTest)
      return tell(
        played ? { type: 'played', name } : { type: 'done', name, verdict: 'failed', detail: 'not-played' },
      )
    }
    case 'server': {
      const server = await tools.measureServer()
      tell({ type: 'server', server })
      return tell({ type: 'done', name, ...judgeServer(server) })
    }
    case 'media': {
      if (!(await lineUp())) return tell({ type: 'done', name, verdict: 'failed', detail: 'no-line' })
      const result = await tools.measureMedia(
        (seconds, media) => tell({ type: 'measured', seconds, media }),
        signal,
      )
      if (!result.ok) {
        const { reason } = result
        const detail =
          reason.type === 'phone' ? reason.failure : reason.type === 'problem' ? reason.code : 'audio-path'
        return tell({ type: 'done', name, verdict: 'failed', detail })
      }
      tell({ type: 'measured', seconds: result.media.seconds, media: result.media })
      return tell({ type: 'done', name, ...judgeMedia(result.media) })
    }
    case 'notifications': {
      const state = pressed ? await tools.askNotifications() : tools.notificationState()
      return tell({ type: 'done', name, ...notificationEnd(state) })
    }
    case 'power': {
      const { verdict, detail } = await tools.powerFindings()
      return tell({ type: 'done', name, verdict, detail: detail === 'ready' ? null : detail })
    }
    default:
      return name satisfies never
  }
}

/** What can be measured beside each other; sounds wait for the microphone, or it would hear them. */
const lanes: readonly (readonly CheckName[])[] = [
  ['microphone', 'headset', 'ringer'],
  ['server', 'media'],
  ['notifications'],
  ['power'],
]

export type Saved =
  | { type: 'nothing' }
  | { type: 'saving' }
  | { type: 'saved'; gate: ReadyGate }
  | { type: 'failed'; problem: Problem }

/** Runs the check of this page, keeps what it found with control, and says whether that opened Ready. */
export function useCheck() {
  const [state, tell] = useReducer(checkStep, emptyCheck)
  const [saved, setSaved] = useState<Saved>({ type: 'nothing' })
  const [codeFailed, setCodeFailed] = useState(false)
  const tools = useRef<Tools | null>(null)
  const { line: lineNow } = usePhone()
  const line = useRef(lineNow)
  const { openMicrophone } = useAudio()
  const stop = useRef<AbortController | null>(null)
  useEffect(() => {
    line.current = lineNow
  }, [lineNow])
  useEffect(() => () => stop.current?.abort(), [])

  const run = useCallback(async (names: readonly CheckName[], pressed: boolean): Promise<void> => {
    if (names.length === checkNames.length) stop.current?.abort()
    const controller = new AbortController()
    if (names.length === checkNames.length) stop.current = controller
    const { signal } = controller
    setSaved({ type: 'nothing' })
    tell({ type: 'started', names })
    try {
      tools.current ??= await loadPatiently(loadLineCheck)
    } catch {
      setCodeFailed(true)
      return
    }
    const ports: Ports = {
      tools: tools.current,
      pressed,
      signal,
      tell: (event) => {
        if (!signal.aborted) tell(event)
      },
      lineUp: () =>
        new Promise((resolve) => {
          const endMs = performance.now() + lineWaitMs
          const look = (): void => {
            if (line.current === 'registered' || performance.now() > endMs || signal.aborted)
              resolve(line.current === 'registered')
            else setTimeout(look, 200)
          }
          look()
        }),
    }
    await Promise.all(
      lanes.map(async (lane) => {
        for (const name of lane.filter((one) => names.includes(one))) {
          // One after the other: they would hear, or wait for, each other.
          // oxlint-disable-next-line no-await-in-loop
          await measure(name, ports)
        }
      }),
    )
  }, [])

  const findings = findingsOf(state)
  const sent = useRef<string | null>(null)
  const save = useCallback(async (body: NonNullable<typeof findings>): Promise<void> => {
    setSaved({ type: 'saving' })
    const answer = await call(lineCheckRoutes.save, { body })
    setSaved(answer.ok ? { type: 'saved', gate: answer.value } : { type: 'failed', problem: answer.problem })
  }, [])
  const text = findings === null ? null : JSON.stringify(findings)
  useEffect(() => {
    // Once for each set of findings.
    if (findings === null || sent.current === text) return
    sent.current = text
    void save(findings)
    // `text` stands for the findings, which are made anew at each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [text, save])

  return {
    state,
    saved,
    codeFailed,
    /** The phone is on this page, so that there is something to measure with. */
    possible: openMicrophone !== undefined,
    runAll: (pressed: boolean) => {
      sent.current = null
      void run(checkNames, pressed)
    },
    runOne: (name: CheckName) => {
      sent.current = null
      void run([name], true)
    },
    answer: (name: 'headset' | 'ringer', heard: boolean) =>
      tell({
        type: 'done',
        name,
        verdict: heard ? 'passed' : 'failed',
        detail: heard ? null : 'not-heard',
      }),
    saveAgain: findings === null ? undefined : () => void save(findings),
    unlockSound: () => tools.current?.unlockSound(),
  }
}
export type Check = ReturnType<typeof useCheck>
