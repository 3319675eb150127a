import type { LineCheckFindings } from '@hearthline/shared'
import { lineCheckRoutes } from '@hearthline/shared'
import { call } from '../api/call.ts'
import { liveStore } from '../realtime/index.ts'
import { asReason, type EndReason } from './end-reason.ts'
import { type EchoReading, echoReadingOf, mediaFindings } from './echo-reading.ts'
import { phoneStore } from './phone-store.ts'
import type { SessionEnd } from './end-reason.ts'

/*
 * What the pre-shift check measures and tries, one function a line of its page. None of them throws; each can be
 * stopped by its signal, and then answers as if it had failed.
 */

export { powerFindings, type PowerDetail } from './power.ts'

export type MediaFindings = NonNullable<LineCheckFindings['media']>
export type MediaResult = { ok: true; media: MediaFindings } | { ok: false; reason: EndReason }

export const echoSeconds = 10
const readEveryMs = 500
const connectTimeoutMs = 6_000

const failed = (reason: EndReason): MediaResult => ({ ok: false, reason })
const phoneFailed = (
  failure: 'no-line' | 'microphone-missing' | 'audio-path' | 'line-timeout',
): MediaResult => failed({ type: 'phone', failure })

/**
 * Sends the own voice to the media worker and back for 10 s, without playing it, and measures what comes back.
 * @param progress told after each reading: seconds measured, and the figures so far (null before the first)
 */
export async function measureMedia(
  progress: (seconds: number, media: MediaFindings | null) => void,
  signal?: AbortSignal,
): Promise<MediaResult> {
  const { service, phone } = phoneStore.getState()
  if (service === null || phone.line !== 'registered') return phoneFailed('no-line')
  const answered = await call(lineCheckRoutes.loopback)
  if (!answered.ok) return failed(asReason(answered.problem))
  return new Promise((resolve) => {
    let stop: (() => void) | null = null
    let over = false
    let echo: { hangUp: () => void } | null = null
    const done = (result: MediaResult): void => {
      if (over) return
      over = true
      stop?.()
      clearTimeout(timeout)
      echo?.hangUp()
      resolve(result)
    }
    const timeout = setTimeout(() => done(phoneFailed('line-timeout')), connectTimeoutMs)
    signal?.addEventListener('abort', () => done(phoneFailed('audio-path')), { once: true })
    const accepted = (peer: RTCPeerConnection): void => {
      clearTimeout(timeout)
      stop = readEcho(peer, progress, done)
    }
    const ended = (end: SessionEnd): void =>
      done(phoneFailed(end.cause === 'timeout' ? 'line-timeout' : 'audio-path'))
    const dial = async (): Promise<void> => {
      const dialled = await service.loopback({ accepted, ended })
      if (dialled === null) done(phoneFailed('microphone-missing'))
      else if (!over) echo = dialled(answered.value.ticket)
    }
    void dial()
  })
}

/** Reads the counters twice a second until 10 s of sound have been measured; nothing within 4 s is no path. */
function readEcho(
  peer: RTCPeerConnection,
  progress: (seconds: number, media: MediaFindings | null) => void,
  done: (result: MediaResult) => void,
): () => void {
  const startedMs = performance.now()
  let first: EchoReading | null = null
  const read = async (): Promise<void> => {
    const reading = echoReadingOf((await peer.getStats()).values(), performance.now())
    if (reading === null || reading.packetsReceived === 0) {
      if (performance.now() - startedMs > 4_000) done(phoneFailed('audio-path'))
      return
    }
    first ??= reading
    const seconds = (reading.atMs - first.atMs) / 1000
    const media = mediaFindings(first, reading)
    progress(Math.min(seconds, echoSeconds), media)
    if (seconds < echoSeconds) return
    done(media === null ? phoneFailed('audio-path') : { ok: true, media })
  }
  const timer = setInterval(() => {
    // A closed connection has no statistics; `ended` says why it closed.
    read().catch(() => undefined)
  }, readEveryMs)
  return () => clearInterval(timer)
}

const pings = 5

/**
 * How far control is, by the quickest of five requests, and how much this computer's clock is off.
 * @returns null when control did not answer
 */
export async function measureServer(): Promise<{ roundTripMs: number; clockOffsetMs: number } | null> {
  let best: number | null = null
  for (let count = 0; count < pings; count += 1) {
    const startedMs = performance.now()
    // One after the other, for they would wait for each other.
    // oxlint-disable-next-line no-await-in-loop
    const answered = await call(lineCheckRoutes.gate)
    if (!answered.ok) return null
    const tookMs = performance.now() - startedMs
    best = best === null ? tookMs : Math.min(best, tookMs)
  }
  return best === null
    ? null
    : { roundTripMs: Math.round(best * 10) / 10, clockOffsetMs: liveStore.getState().clockOffsetMs }
}

export type MicrophoneVerdict = 'heard' | 'quiet' | 'silent' | 'denied' | 'missing' | 'busy'
/** Speech into a headset peaks at 0.05 to 0.5; room noise stays below (measured on a quiet headset: about 0.01). */
const speechPeak = 0.03

/**
 * Opens the microphone and listens until somebody speaks, for at most `seconds`.
 * `silent`: digital silence, so a muted or dead microphone; `quiet`: it works, and nobody spoke loud enough.
 */
export async function listenMicrophone(seconds: number, signal?: AbortSignal): Promise<MicrophoneVerdict> {
  const { service } = phoneStore.getState()
  if (service === null) return 'missing'
  const stream = await service.openMicrophone()
  if (stream === null) {
    const { microphone } = phoneStore.getState()
    if (microphone.type !== 'failed' || microphone.failure === 'microphone-missing') return 'missing'
    return microphone.failure === 'microphone-denied' ? 'denied' : 'busy'
  }
  const meter = service.peak(stream)
  let loudest = 0
  return new Promise((resolve) => {
    const endMs = performance.now() + seconds * 1000
    const finish = (verdict: MicrophoneVerdict): void => {
      clearInterval(timer)
      meter.dispose()
      resolve(verdict)
    }
    const timer = setInterval(() => {
      loudest = Math.max(loudest, meter.read() ?? 0)
      if (loudest >= speechPeak) finish('heard')
      else if (performance.now() > endMs || signal?.aborted === true)
        finish(loudest === 0 ? 'silent' : 'quiet')
    }, 100)
  })
}

const testNotesHz = [440, 554.4, 659.3] as const

/** Three notes through the headset that calls are heard in. Resolves when they are over; false when they cannot play. */
export async function playHeadsetTest(): Promise<boolean> {
  const { choice } = phoneStore.getState()
  const audio = new AudioContext()
  const target = audio.createMediaStreamDestination()
  const element = new Audio()
  element.srcObject = target.stream
  try {
    await audio.resume()
    if (typeof element.setSinkId === 'function') await element.setSinkId(choice.speakerId ?? '')
    await element.play()
    for (const [index, frequency] of testNotesHz.entries()) {
      const start = audio.currentTime + 0.1 + index * 0.4
      const note = audio.createOscillator()
      const gain = audio.createGain()
      note.frequency.value = frequency
      gain.gain.setValueAtTime(0, start)
      gain.gain.linearRampToValueAtTime(0.2, start + 0.03)
      gain.gain.linearRampToValueAtTime(0, start + 0.36)
      note.connect(gain)
      gain.connect(target)
      note.start(start)
      note.stop(start + 0.38)
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    return true
  } catch {
    // The device is gone, or the browser wants a click first.
    return false
  } finally {
    element.srcObject = null
    await audio.close()
  }
}

/** One ring where it will ring. False while no phone runs. */
export function playRingerTest(): boolean {
  const { service } = phoneStore.getState()
  service?.ringOnce()
  return service !== null
}

/** Lets sound out from here on, so that rings in a hidden tab are heard: from the press on "Start shift". */
export const unlockSound = (): void => phoneStore.getState().service?.unlock()

export type NotificationVerdict = 'granted' | 'denied' | 'default' | 'unsupported'

export const notificationState = (): NotificationVerdict =>
  'Notification' in globalThis ? Notification.permission : 'unsupported'

/** Asks the person, where the browser has not been told; must come from a press. */
export async function askNotifications(): Promise<NotificationVerdict> {
  if (!('Notification' in globalThis)) return 'unsupported'
  if (Notification.permission !== 'default') return Notification.permission
  try {
    return await Notification.requestPermission()
  } catch {
    return Notification.permission
  }
}
