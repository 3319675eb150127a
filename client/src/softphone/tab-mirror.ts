import { z } from 'zod'
import { phoneStore, type PhoneView } from './phone-store.ts'

const parts = [
  'phone',
  'controls',
  'sending',
  'digits',
  'recovery',
  'unheard',
  'quality',
  'log',
] as const satisfies readonly (keyof PhoneView)[]

/** What a tab without the phone shows of it. */
export type MirrorView = Pick<PhoneView, (typeof parts)[number]>

export const viewForOthers = (view: PhoneView): MirrorView => ({
  phone: view.phone,
  controls: view.controls,
  sending: view.sending,
  digits: view.digits,
  recovery: view.recovery,
  unheard: view.unheard,
  quality: view.quality,
  log: view.log,
})

/** Same origin, same sign-in, and yet perhaps another release of this page: the outlines are checked. */
const Mirror = z.custom<MirrorView>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    parts.every((part) => part in value) &&
    'phone' in value &&
    Phone.safeParse(value.phone).success,
)
const Phone = z.object({ line: z.string(), call: z.object({ type: z.string() }) })

export const readMirror = (raw: unknown): MirrorView | null => {
  const parsed = Mirror.safeParse(raw)
  return parsed.success ? parsed.data : null
}

export const showMirror = (view: MirrorView): void => phoneStore.setState(view)
