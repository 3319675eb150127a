import { readFileSync } from 'node:fs'
import type { Clip } from './carrier-plan.ts'

export type Clips = Record<Clip, Uint8Array>

const read = (name: Clip): Uint8Array => readFileSync(new URL(`prompts/${name}.ulaw`, import.meta.url))

/** Loads the spoken clips: raw µ-law at 8 kHz (see prompts/README.md for how they were made). */
export function loadClips(): Clips {
  return { welcome: read('welcome'), 'calling-back': read('calling-back'), 'one-moment': read('one-moment') }
}
