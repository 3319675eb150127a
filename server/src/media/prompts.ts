import { readFileSync } from 'node:fs'
import type { Prompt } from '../protocol/media-ipc.ts'
import { type Law, decode, encode, frameSamples } from './g711.ts'
import { comfortLoop, goodbyeTone, holdMusic, join, pause, ringbackCadence } from './prompt-sounds.ts'

/** One prompt in both laws, a whole number of 20 ms frames. */
export interface PromptAudio {
  codes: Record<Law, Uint8Array>
  frames: number
}

export type PromptLibrary = Record<Prompt, PromptAudio>

/** A spoken prompt, see `prompts/README.md`. */
const spoken = (name: 'no-agent' | 'goodbye' | 'waiting' | 'comfort'): Int16Array =>
  decode(readFileSync(new URL(`prompts/${name}.ulaw`, import.meta.url)), 'mulaw')

/** Makes every prompt once, at the start of a worker (1.6 MB, a third of a second of processor time). */
export function makePrompts(): PromptLibrary {
  return {
    ringback: promptAudio(ringbackCadence()),
    comfort: promptAudio([comfortLoop(spoken('comfort'))]),
    hold: promptAudio([holdMusic()]),
    'no-agent': promptAudio([spoken('no-agent'), pause(2)]),
    goodbye: promptAudio([spoken('goodbye'), pause(0.3), ...goodbyeTone()]),
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
