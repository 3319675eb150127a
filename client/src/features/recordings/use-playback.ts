import { useEffect, useMemo, useState } from 'react'
import { openTwoChannelAudio, type Ears, type TwoChannelAudio } from './two-channel-audio.ts'

export const speeds = [0.8, 1, 1.25, 1.5, 2] as const
export type Speed = (typeof speeds)[number]

export interface Playback {
  playing: boolean
  atMs: number
  /** 0 until the file's head has loaded. */
  totalMs: number
  speed: Speed
  failed: boolean
  toggle: () => void
  seek: (ms: number) => void
  setSpeed: (speed: Speed) => void
  /** One step up or down the list of speeds. */
  changeSpeed: (step: -1 | 1) => void
  listenTo: (ears: Ears) => void
}

interface Heard {
  playing: boolean
  atMs: number
  totalMs: number
  failed: boolean
}

const events = [
  'play',
  'pause',
  'ended',
  'timeupdate',
  'seeking',
  'seeked',
  'durationchange',
  'error',
] as const
const finite = (seconds: number): number => (Number.isFinite(seconds) ? seconds * 1000 : 0)

/** Plays the audio at an address for as long as the component lives. What it says is what the element confirmed. */
export const usePlayback = (address: string): Playback => {
  const [audio, setAudio] = useState<TwoChannelAudio | null>(null)
  const [heard, setHeard] = useState<Heard>({ playing: false, atMs: 0, totalMs: 0, failed: false })
  const [speed, setSpeed] = useState<Speed>(1)

  useEffect(() => {
    const opened = openTwoChannelAudio(address)
    const { element } = opened
    const read = () =>
      setHeard({
        playing: !element.paused && !element.ended,
        atMs: finite(element.currentTime),
        totalMs: finite(element.duration),
        failed: element.error !== null,
      })
    for (const event of events) element.addEventListener(event, read)
    // oxlint-disable-next-line react/set-state-in-effect -- the element is opened here, and must close with the effect
    setAudio(opened)
    return () => {
      for (const event of events) element.removeEventListener(event, read)
      opened.dispose()
    }
  }, [address])

  // timeupdate comes four times a second: while playing, the cursor follows each frame instead.
  const { playing } = heard
  useEffect(() => {
    if (!playing || audio === null) return undefined
    let frame = 0
    const follow = () => {
      setHeard((before) => ({ ...before, atMs: finite(audio.element.currentTime) }))
      frame = requestAnimationFrame(follow)
    }
    frame = requestAnimationFrame(follow)
    return () => cancelAnimationFrame(frame)
  }, [playing, audio])

  return useMemo(() => {
    const choose = (next: Speed) => {
      setSpeed(next)
      audio?.setSpeed(next)
    }
    return {
      ...heard,
      speed,
      toggle: () => {
        if (audio === null) return
        if (heard.playing) audio.pause()
        else void audio.play()
      },
      seek: (ms) => {
        if (audio === null) return
        const to = heard.totalMs === 0 ? ms : Math.min(ms, heard.totalMs)
        audio.seek(to)
        // Before the file's head has loaded the element keeps the place, and no event says so.
        if (audio.element.readyState === 0) setHeard((before) => ({ ...before, atMs: Math.max(0, to) }))
      },
      setSpeed: choose,
      changeSpeed: (step) => {
        const next = speeds[speeds.indexOf(speed) + step]
        if (next !== undefined) choose(next)
      },
      listenTo: (ears) => audio?.listenTo(ears),
    }
  }, [audio, heard, speed])
}
