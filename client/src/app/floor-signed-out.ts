import { getI18n } from 'react-i18next'
import { loadTexts } from '../i18n/i18n.ts'
import type { FloorSignedOut } from '../realtime/index.ts'
import { toast } from '../ui/components/toast.tsx'
import { loadPatiently } from './lazy.ts'
import { readSteeringNote } from './steering-note.ts'

/** Tells a lead whom of the floor somebody or something signed out, why, and what becomes of the call. */
export async function tellSignedOut({ personId, displayName, signedOut }: FloorSignedOut): Promise<void> {
  const i18n = getI18n()
  await loadPatiently(() => loadTexts(i18n, 'late'))
  const t = i18n.getFixedT(null, 'requests')
  const { reason, by, note, call } = signedOut
  const why = t(`signedOut.${reason}`)
  const step = reason === 'by-lead' ? readSteeringNote(note ?? '') : { reason: null, words: note ?? '' }
  const given = [step.reason === null ? '' : t(`signedOut.steeringReason.${step.reason}`), step.words]
    .filter((part) => part !== '')
    .join(': ')
  toast({
    key: `signed-out ${personId}`,
    tone: call === 'cut' ? 'warn' : 'idle',
    title: t('signedOut.title', { name: displayName }),
    text: [
      by === null ? why : t('signedOut.by', { reason: why, name: by }),
      given === '' ? '' : t('signedOut.note', { note: given }),
      t(`signedOut.${call}`),
    ]
      .filter((part) => part !== '')
      .join(' '),
  })
}
