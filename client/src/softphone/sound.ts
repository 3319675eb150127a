/** Meters and rings of this page, on one AudioContext. None of it ever plays into the call. */
export interface Sound {
  /** How loud a stream is now: 0 silent to 1 loud. */
  meter: (stream: MediaStream) => { read: () => number; dispose: () => void }
  ring: (on: boolean) => void
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

export function createSound(): Sound {
  let context: AudioContext | null = null
  let ringTimer: ReturnType<typeof setInterval> | undefined
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
    gain.connect(audio.destination)
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
    clearInterval(ringTimer)
    ringTimer = undefined
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
      ringTimer = setInterval(next, ringEveryMs)
    },
    dispose: () => {
      silence()
      void context?.close()
      context = null
    },
  }
}
