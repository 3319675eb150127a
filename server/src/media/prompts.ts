import { readFileSync } from 'node:fs'
import type { Prompt } from '../protocol/media-ipc.ts'
import { type Law, decode, encode, frameSamples } from './g711.ts'
import { comfortChime, holdMusic, join, pause, ringbackCadence } from './prompt-sounds.ts'

/** One prompt in both laws, a whole number of 20 ms frames. */
export interface PromptAudio {
  codes: Record<Law, Uint8Array>
  frames: number
}

export type PromptLibrary = Record<Prompt, PromptAudio>

/** A spoken prompt, see `prompts/README.md`. */
const spoken = (name: 'no-agent' | 'goodbye' | 'waiting' | 'comfort'): Int16Array =>
  decode(readFileSync(new URL(`prompts/${name}.ulaw`, import.meta.url)), 'mulaw')

/** Makes every prompt once, at the start of a worker (about 2 MB, under 100 ms). */
export function makePrompts(): PromptLibrary {
  return {
    ringback: promptAudio(ringbackCadence()),
    comfort: promptAudio([spoken('comfort'), pause(0.6), ...comfortChime()]),
    hold: promptAudio([holdMusic()]),
    'no-agent': promptAudio([spoken('no-agent'), pause(2)]),
    goodbye: promptAudio([spoken('goodbye')]),
    waiting: promptAudio([spoken('waiting'), pause(0.4), holdMusic()]),
  }
}

function promptAudio(parts: Int16Array[]): PromptAudio {
  const linear = join(parts, frameSamples)
  return {
    codes: { mulaw: encode(linear, 'mulaw'), alaw: encode(linear, 'alaw') },
    frames: linear.length / frameSamples,
  }
}
