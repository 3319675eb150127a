import type { CallId } from '@hearthline/shared'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { shownNote, typeNote, useDeskStore } from '../../desk/index.ts'
import { ariaKeys, useShortcut } from '../../keys/index.ts'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { useNow } from '../../ui/components/timer.tsx'

const NoteState = () => {
  const { t } = useTranslation('workspace')
  const { t: common } = useTranslation()
  const note = useDeskStore((desk) => desk.note)
  const now = useNow()
  const shown = shownNote(note)
  if (shown === 'saved' && note.savedAtMs !== null) {
    const seconds = Math.max(0, Math.floor((now - note.savedAtMs) / 1000))
    const ago =
      seconds < 2
        ? common('now')
        : seconds < 60
          ? common('secondsAgo', { count: seconds })
          : common('minutesAgo', { count: Math.floor(seconds / 60) })
    return (
      <span className="row g6 xs t2">
        <Icon of={IconCheck} size={14} />
        <span className="num">{t('notes.saved', { ago })}</span>
      </span>
    )
  }
  const word = shown === 'saved' ? 'empty' : shown
  return (
    <span className={`row g6 xs ${shown === 'failed' ? 'c-bad' : 't2'}`}>
      {shown === 'failed' && <Icon of={IconAlertTriangle} size={14} />}
      {t(`notes.${word}`)}
    </span>
  )
}

/** The note of this call: saved by itself, and only called saved once control has said so. */
export const NotesCard = ({ callId }: { callId: CallId }) => {
  const { t } = useTranslation('workspace')
  const text = useDeskStore((desk) => desk.note.text)
  const field = useRef<HTMLTextAreaElement>(null)
  useShortcut('notes', () => field.current?.focus())
  return (
    <section className="card col work-notes" aria-labelledby="notes-title">
      <div className="hd">
        <h2 className="h3" id="notes-title">
          {t('notes.title')}
        </h2>
        <Kbd keys={['Alt', 'N']} />
        <span className="ml">
          <NoteState />
        </span>
      </div>
      <textarea
        ref={field}
        className="note-field"
        aria-label={t('notes.label')}
        aria-keyshortcuts={ariaKeys('notes')}
        placeholder={t('notes.placeholder')}
        maxLength={10_000}
        value={text}
        onChange={(event) => typeNote(callId, event.target.value)}
      />
    </section>
  )
}
