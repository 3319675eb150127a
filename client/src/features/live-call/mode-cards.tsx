import type { MonitorMode } from '@hearthline/shared'
import {
  IconAlertOctagon,
  IconArrowsExchange,
  IconEar,
  IconMessage2,
  IconUsers,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ariaKeys, type ShortcutId, shortcuts, useShortcut } from '../../keys/index.ts'
import { Button, Spinner } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import type { Names } from './call-names.ts'
import { HearDiagram } from './hear-diagram.tsx'
import { modes, type ModeView } from './mode-view.ts'

const looks: Record<MonitorMode, { icon: TablerIcon; key: ShortcutId }> = {
  listen: { icon: IconEar, key: 'listen' },
  whisper: { icon: IconMessage2, key: 'whisper' },
  barge: { icon: IconUsers, key: 'barge' },
  'take-over': { icon: IconArrowsExchange, key: 'take-over' },
}
/** What the customer notices is asked about once. */
type AskedMode = 'barge' | 'take-over'
const isAsked = (mode: MonitorMode): mode is AskedMode => mode === 'barge' || mode === 'take-over'

const ModeCard = ({
  mode,
  view,
  names,
  onPress,
}: {
  mode: MonitorMode
  view: ModeView
  names: Names
  onPress: () => void
}) => {
  const { t } = useTranslation('liveCall')
  const { icon, key } = looks[mode]
  const pending = view.type === 'pending'
  const press = view.type === 'disabled' || pending || view.type === 'on' ? undefined : onPress
  useShortcut(key, press)
  const sentence = (): string => {
    switch (view.type) {
      case 'disabled': {
        const { why } = view
        return typeof why === 'string'
          ? t(`modeOff.${why}`, { agent: names.agent })
          : why.speaker.mode === 'listen'
            ? ''
            : t(`speaks.${why.speaker.mode}`, { name: why.speaker.displayName })
      }
      case 'pending':
        return `${t(`modeState.${view.step}`)}…`
      case 'failed':
        return t('modeState.failed')
      case 'on':
      case 'off':
        return t(`modeText.${mode}`, names)
      default:
        return view satisfies never
    }
  }
  return (
    <button
      type="button"
      className={`mode-card ${view.type} ${mode === 'listen' ? '' : 'speaking'}`}
      aria-pressed={view.type === 'on'}
      aria-busy={pending}
      aria-keyshortcuts={ariaKeys(key)}
      disabled={view.type === 'disabled'}
      onClick={press}
      data-mode={mode}
      data-mode-state={view.type}
    >
      <span className="row sp mode-head">
        <span className="row g8 f1">
          {pending ? <Spinner /> : <Icon of={view.type === 'failed' ? IconAlertOctagon : icon} />}
          <b className="el">{t(`mode.${mode}`)}</b>
        </span>
        <Kbd keys={shortcuts[key].keys} />
      </span>
      <HearDiagram mode={mode} names={null} />
      <span className="xs t2 mode-text">{sentence()}</span>
    </button>
  )
}

/** Asks before the customer is spoken to. Not modal: the call goes on beside it. */
const Confirm = ({
  mode,
  names,
  onConfirm,
  onClose,
}: {
  mode: AskedMode
  names: Names
  onConfirm: () => void
  onClose: () => void
}) => {
  const { t } = useTranslation('liveCall')
  const { t: common } = useTranslation()
  const box = useRef<HTMLDialogElement>(null)
  const close = useRef(onClose)
  useEffect(() => {
    close.current = onClose
  }, [onClose])
  useEffect(() => {
    const dialog = box.current
    const before = document.activeElement
    dialog?.querySelector<HTMLElement>('[data-confirm]')?.focus()
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      close.current()
    }
    dialog?.addEventListener('keydown', onKeyDown)
    return () => {
      dialog?.removeEventListener('keydown', onKeyDown)
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={box}
      open
      className={`card mode-confirm p16 col g10 at-${mode}`}
      aria-labelledby="mode-confirm-title"
      aria-describedby="mode-confirm-text"
    >
      <h2 className="h3" id="mode-confirm-title">
        {t(`confirm.${mode}`, names)}
      </h2>
      <p className="sm t2" id="mode-confirm-text">
        {t(`confirm.${mode}Text`, names)}
      </p>
      <div className="row g8">
        <Button look="primary" icon={looks[mode].icon} onPress={onConfirm} data-confirm>
          {t(`confirm.${mode}Now`)} <Kbd keys={['Enter']} />
        </Button>
        <Button onPress={onClose}>
          {common('action.cancel')} <Kbd keys={['Esc']} />
        </Button>
      </div>
    </dialog>
  )
}

/** The four ways of taking part, each with who hears whom; what is pressed becomes `on` once it is in effect. */
export const ModeCards = ({
  views,
  names,
  onPress,
}: {
  views: Record<MonitorMode, ModeView>
  names: Names
  onPress: (mode: MonitorMode) => void
}) => {
  const { t } = useTranslation('liveCall')
  const [asking, setAsking] = useState<AskedMode | null>(null)
  const asked = asking !== null && (views[asking].type === 'off' || views[asking].type === 'failed')
  return (
    <fieldset className="plain-set modes" aria-label={t('mode.group')}>
      {modes.map((mode) => (
        <ModeCard
          key={mode}
          mode={mode}
          view={views[mode]}
          names={names}
          onPress={() => (isAsked(mode) ? setAsking(mode) : onPress(mode))}
        />
      ))}
      {asked && (
        <Confirm
          key={asking}
          mode={asking}
          names={names}
          onConfirm={() => {
            setAsking(null)
            onPress(asking)
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </fieldset>
  )
}
