/** Meters and rings of this page, on one AudioContext. None of it ever plays into the call. */
export interface Sound {
  /** How loud a stream is now: 0 silent to 1 loud. */
  meter: (stream: MediaStream) => { read: () => number; dispose: () => void }
  /**
   * The loudest sample since the last reading, 0 to 1; exactly 0 only for digital silence. Null while the browser
   * holds the context back, for then all samples read 0.
   */
  peak: (stream: MediaStream) => { read: () => number | null; dispose: () => void }
  ring: (on: boolean) => void
  /** One ring, for testing the ringer. */
  ringOnce: () => void
  /** Where it rings; null: the computer's own choice. */
  ringAt: (ringerId: string | null) => void
  /** Lets sound out from now on; browsers want a click for the first time. */
  unlock: () => void
  dispose: () => void
}

/** Root mean square below this is room noise and shows as silence (measured on a quiet headset: about 0.002). */
const noiseFloor = 0.004

/** Loudness on the meter's scale: −48 dBFS is 0, −6 dBFS is 1. */
export function meterLevel(rootMeanSquare: number): number {
  if (rootMeanSquare < noiseFloor) return 0
  const decibel = 20 * Math.log10(rootMeanSquare)
  return Math.min(1, Math.max(0, (decibel + 48) / 42))
}

const ringNotesHz = [587.3, 784] as const
const ringEveryMs = 5_000
const ringLoudness = [0.06, 0.1, 0.16] as const

/** Plays what goes into a stream through an element, for Firefox can choose the device of an element only. */
function ringerOutput(): {
  to: (audio: AudioContext, ringerId: string | null) => AudioNode
  unlock: () => void
  dispose: () => void
} {
  const element = document.createElement('audio')
  let stream: MediaStreamAudioDestinationNode | null = null
  const play = (): void => {
    // Refused before the first click; `unlock` comes with it.
    element.play().catch(() => undefined)
  }
  return {
    to: (audio, ringerId) => {
      if (ringerId === null || typeof element.setSinkId !== 'function') return audio.destination
      stream ??= audio.createMediaStreamDestination()
      if (element.srcObject !== stream.stream) element.srcObject = stream.stream
      // A ringer that was unplugged: the element goes on with the computer's own choice.
      if (element.sinkId !== ringerId)
        element.setSinkId(ringerId).catch(() => void element.setSinkId('').catch(() => undefined))
      play()
      return stream
    },
    unlock: () => {
      if (stream !== null) play()
    },
    dispose: () => {
      element.pause()
      element.srcObject = null
      stream = null
    },
  }
}

/** @param every time that goes on in a hidden tab (ticker.ts) */
export function createSound(every: (everyMs: number, run: () => void) => () => void): Sound {
  let context: AudioContext | null = null
  let stopRinging: (() => void) | null = null
  let ringer: string | null = null
  const output = ringerOutput()
  let ringing: GainNode | null = null

  const open = (): AudioContext => {
    context ??= new AudioContext()
    // Browsers hold sound back until the first click or a running microphone; each use tries again.
    if (context.state === 'suspended') void context.resume()
    return context
  }

  /** Two soft notes within 2 s, then 3 s of silence; the first three rings rise. */
  const ringOnce = (count: number): void => {
    const audio = open()
    const gain = audio.createGain()
    gain.connect(output.to(audio, ringer))
    gain.gain.value = 0
    ringing = gain
    const peak = ringLoudness[Math.min(count, ringLoudness.length - 1)] ?? 0.1
    for (const [index, frequency] of [...ringNotesHz, ...ringNotesHz].entries()) {
      const start = audio.currentTime + index * 0.5
      const note = audio.createOscillator()
      note.type = 'sine'
      note.frequency.value = frequency
      note.connect(gain)
      gain.gain.setValueAtTime(0, start)
      gain.gain.linearRampToValueAtTime(peak, start + 0.04)
      gain.gain.exponentialRampToValueAtTime(0.001, start + 0.45)
      note.start(start)
      note.stop(start + 0.46)
    }
  }
  const silence = (): void => {
    stopRinging?.()
    stopRinging = null
    ringing?.disconnect()
    ringing = null
  }

  return {
    meter: (stream) => {
      const audio = open()
      const source = audio.createMediaStreamSource(stream)
      const analyser = audio.createAnalyser()
      analyser.fftSize = 512
      source.connect(analyser)
      const samples = new Float32Array(analyser.fftSize)
      return {
        read: () => {
          if (audio.state === 'suspended') void audio.resume()
          analyser.getFloatTimeDomainData(samples)
          let sum = 0
          for (const sample of samples) sum += sample * sample
          return meterLevel(Math.sqrt(sum / samples.length))
        },
        dispose: () => source.disconnect(),
      }
    },
    peak: (stream) => {
      const audio = open()
      const source = audio.createMediaStreamSource(stream)
      const analyser = audio.createAnalyser()
      // 32768 samples are 0.7 s at 48 kHz: longer than between two readings, so that none is missed.
      analyser.fftSize = 32_768
      source.connect(analyser)
      const samples = new Float32Array(analyser.fftSize)
      return {
        read: () => {
          if (audio.state !== 'running') {
            void audio.resume()
            return null
          }
          analyser.getFloatTimeDomainData(samples)
          let peak = 0
          for (const sample of samples) peak = Math.max(peak, Math.abs(sample))
          return peak
        },
        dispose: () => source.disconnect(),
      }
    },
    ring: (on) => {
      silence()
      if (!on) return
      let count = 0
      const next = (): void => {
        ringing?.disconnect()
        ringOnce(count)
        count += 1
      }
      next()
      stopRinging = every(ringEveryMs, next)
    },
    ringOnce: () => {
      silence()
      ringOnce(ringLoudness.length - 1)
    },
    ringAt: (ringerId) => {
      ringer = ringerId
    },
    unlock: () => {
      open()
      output.unlock()
    },
    dispose: () => {
      silence()
      output.dispose()
      void context?.close()
      context = null
    },
  }
}
