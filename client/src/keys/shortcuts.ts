/** Every shortcut of the interface: matched by the physical key, so that layouts, Mac's ⌥ signs and IMEs do not matter. */
export const shortcuts = {
  'call-or-answer': { code: 'Enter', keys: ['Alt', 'Enter'], group: 'around' },
  decline: { code: 'KeyZ', keys: ['Alt', 'Z'], group: 'around' },
  notes: { code: 'KeyN', keys: ['Alt', 'N'], group: 'around' },
  status: { code: 'KeyS', keys: ['Alt', 'S'], group: 'around' },
  mute: { code: 'KeyM', keys: ['Alt', 'M'], group: 'call' },
  hold: { code: 'KeyH', keys: ['Alt', 'H'], group: 'call' },
  keypad: { code: 'KeyK', keys: ['Alt', 'K'], group: 'call' },
  transfer: { code: 'KeyT', keys: ['Alt', 'T'], group: 'call' },
  'add-party': { code: 'KeyA', keys: ['Alt', 'A'], group: 'call' },
  'pause-recording': { code: 'KeyR', keys: ['Alt', 'R'], group: 'call' },
  audio: { code: 'KeyU', keys: ['Alt', 'U'], group: 'call' },
  help: { code: 'KeyG', keys: ['Alt', 'G'], group: 'call' },
  'hang-up': { code: 'KeyX', keys: ['Alt', 'X'], group: 'call' },
  listen: { code: 'KeyL', keys: ['Alt', 'L'], group: 'lead' },
  whisper: { code: 'KeyW', keys: ['Alt', 'W'], group: 'lead' },
  barge: { code: 'KeyB', keys: ['Alt', 'B'], group: 'lead' },
  'take-over': { code: 'KeyO', keys: ['Alt', 'O'], group: 'lead' },
  bookmark: { code: 'KeyJ', keys: ['Alt', 'J'], group: 'lead' },
} as const satisfies Record<string, Shortcut>

export interface Shortcut {
  /** `KeyboardEvent.code`, always with Alt and nothing else. Never D, E or F: browser menus. */
  code: string
  /** As printed on the button. */
  keys: readonly string[]
  group: 'call' | 'around' | 'lead'
}
export type ShortcutId = keyof typeof shortcuts

/** As `aria-keyshortcuts` wants it. */
export const ariaKeys = (id: ShortcutId): string => shortcuts[id].keys.join('+')

/** Digits and Latin letters are printed by place on other keyboards too; Enter may be the keypad's. */
export function matches(
  id: ShortcutId,
  event: Pick<KeyboardEvent, 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>,
): boolean {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return false
  const { code } = shortcuts[id]
  return event.code === code || (code === 'Enter' && event.code === 'NumpadEnter')
}

/** Two presses this close together hang up; one alone does nothing. */
const twiceWithinMs = 2_000

/** Whether this press is the second of two. `lastMs` is the press before, null for none. */
export const isSecondPress = (lastMs: number | null, nowMs: number): boolean =>
  lastMs !== null && nowMs - lastMs <= twiceWithinMs
