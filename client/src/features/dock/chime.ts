export interface Chime {
  /** Plays over what sounds now; `up` for who joins, `down` for who leaves. */
  play: (direction: 'up' | 'down', speakerId: string | null) => void
  dispose: () => void
}

/** D5 and A5: soft, and away from the ring's notes. */
const notesHz = { up: [587.3, 880], down: [880, 587.3] } as const
const noteMs = 125
const loudness = 0.12

/** `setSinkId` of an AudioContext (Web Audio API 1.1): Chromium has it, others play on the computer's own choice. */
const sendTo = async (context: AudioContext, speakerId: string | null): Promise<void> => {
  if ('setSinkId' in context && typeof context.setSinkId === 'function')
    await context.setSinkId(speakerId ?? '')
}

/**
 * The chime of a coach: two notes in 250 ms on the headset. It has a way to the speaker only: nothing of it is in the
 * microphone's track, so the customer never hears it.
 */
export function createChime(): Chime {
  let context: AudioContext | null = null
  let disposed = false

  const sound = (audio: AudioContext, direction: 'up' | 'down'): void => {
    if (disposed) return
    const gain = audio.createGain()
    gain.connect(audio.destination)
    gain.gain.value = 0
    for (const [index, frequency] of notesHz[direction].entries()) {
      const start = audio.currentTime + (index * noteMs) / 1000
      const end = start + noteMs / 1000
      const note = audio.createOscillator()
      note.frequency.value = frequency
      note.connect(gain)
      gain.gain.setValueAtTime(0, start)
      gain.gain.linearRampToValueAtTime(loudness, start + 0.015)
      gain.gain.linearRampToValueAtTime(0, end)
      note.start(start)
      note.stop(end)
      if (index === 1) note.addEventListener('ended', () => gain.disconnect())
    }
  }
  return {
    play: (direction, speakerId) => {
      if (disposed) return
      context ??= new AudioContext()
      const audio = context
      // Held back until the first click: a chime that comes late would tell of somebody who may have left.
      if (audio.state === 'suspended') {
        void audio.resume()
        if (!navigator.userActivation.hasBeenActive) return
      }
      void sendTo(audio, speakerId)
        // That device is gone: the computer's own choice is better than silence.
        .catch(() => undefined)
        .then(() => sound(audio, direction))
    },
    dispose: () => {
      disposed = true
      void context?.close()
      context = null
    },
  }
}
