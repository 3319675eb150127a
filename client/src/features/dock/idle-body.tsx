import { IconCheck, IconClipboardCheck } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDeskStore } from '../../desk/index.ts'
import { useCallBackCount, useOwn, useReadyGate } from '../../realtime/index.ts'
import { type DialTarget, usePhone, usePhoneCommands, useUndialled } from '../../softphone/index.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { DialPad } from './dial-pad.tsx'
import { CallBacksPart, Part } from './lazy-panels.tsx'
import { RecentTab } from './recent-tab.tsx'

/** Back to Ready, or the check that opens it. */
const ReadyPrompt = ({ onReady }: { onReady: () => void }) => {
  const { t } = useTranslation('dock')
  const own = useOwn()
  const gate = useReadyGate()
  const pending = useDeskStore((desk) => desk.pending)
  const state = own?.state
  if (state?.type !== 'not-ready' && state?.type !== 'break') return null
  const missed = state.type === 'not-ready' && state.reason === 'missed-ring'
  const lost = state.type === 'not-ready' && state.reason === 'line-lost'
  const closed = gate?.open === false
  return (
    <div className="col g8">
      {(missed || lost) && <Alert tone="idle">{missed ? t('missedRing') : t('lineLost')}</Alert>}
      {closed && (
        <Alert tone="idle" icon={IconClipboardCheck}>
          {t('check.title')}{' '}
          <Link className="link" to="/check">
            {t('check.go')}
          </Link>
        </Alert>
      )}
      <Button
        look="primary"
        size="lg"
        full
        icon={IconCheck}
        pending={pending === 'ready'}
        onPress={closed ? undefined : onReady}
      >
        {t('ready')}
      </Button>
      {!missed && !lost && !closed && <p className="xs t2">{t('readyHint')}</p>}
    </div>
  )
}

/** Promises to call, while there are any: the due ones turn the card's colour. */
const CallBacks = ({ onDial }: { onDial: ((to: DialTarget) => void) | undefined }) => {
  const { t } = useTranslation('dock')
  const count = useCallBackCount()
  if (count === null || count.open === 0) return null
  return (
    <section
      className={`call-backs col g8 ${count.dueNow > 0 ? 'call-backs-due' : ''}`}
      aria-labelledby="dock-call-backs"
    >
      <div className="row sp">
        <h2 className="sec" id="dock-call-backs">
          {t('callBacks.title')} <span className="num t3">{count.open}</span>
        </h2>
        {count.dueNow > 0 && <Chip tone="ring">{t('callBacks.due', { count: count.dueNow })}</Chip>}
      </div>
      <Part>
        <CallBacksPart count={count} onDial={onDial} />
      </Part>
    </section>
  )
}

/** Between calls: the way to Ready, whom to call back, the dial pad, and who was called last. */
export const IdleBody = ({ onReady }: { onReady: () => void }) => {
  const { t } = useTranslation('dock')
  const [tab, setTab] = useState<'dial' | 'recent'>('dial')
  const own = useOwn()
  const { line } = usePhone()
  const kept = useUndialled()
  const { place, redial } = usePhoneCommands()
  const ready = own?.state.type === 'ready'
  const dial: ((to: DialTarget) => void) | undefined = ready ? place : undefined
  const blocked = !ready ? t('number.notReady') : line === 'registered' ? null : t('number.noLine')
  return (
    <div className="dock-part dock-scroll col g12">
      <ReadyPrompt onReady={onReady} />
      <CallBacks onDial={dial} />
      <div className="seg dock-tabs" role="tablist" aria-label={t('tabs.label')}>
        {(['dial', 'recent'] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`dock-tab-${name}`}
            aria-selected={tab === name}
            aria-controls="dock-tab-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
            onKeyDown={(event) => {
              if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
              const other = name === 'dial' ? 'recent' : 'dial'
              setTab(other)
              document.getElementById(`dock-tab-${other}`)?.focus()
            }}
          >
            {t(`tabs.${name}`)}
          </button>
        ))}
      </div>
      <div id="dock-tab-panel" role="tabpanel" aria-labelledby={`dock-tab-${tab}`}>
        {tab === 'dial' ? (
          <DialPad
            blocked={blocked}
            kept={kept}
            onDial={dial && ((text) => dial({ type: 'number', text }))}
            onRedial={ready ? redial : undefined}
          />
        ) : (
          <RecentTab onDial={dial} />
        )}
      </div>
    </div>
  )
}
