import { IconLogout, IconMicrophone, IconMicrophoneOff, IconPhoneX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { KnownEnding } from '../../app/session.ts'
import { ariaKeys, useShortcut } from '../../keys/index.ts'
import { partyOf, usePhone, usePhoneCommands } from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { EntryFrame } from '../../ui/components/entry-frame.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { StateLabel, ToneTile } from '../../ui/components/state-mark.tsx'
import { Timer } from '../../ui/components/timer.tsx'
import './draining.css'
import { EndingFacts } from './ending-facts.tsx'
import { useEndingWords } from './ending-words.ts'

/** The call that outlives the sign-in: mute and hang up, nothing else. */
const RunningCall = () => {
  const { t: dock } = useTranslation('dock')
  const { t: common } = useTranslation()
  const { call } = usePhone()
  const { toggleMute, hangUp } = usePhoneCommands()
  useShortcut('mute', toggleMute)
  useShortcut('hang-up', hangUp, { twice: true })
  const customer = partyOf(call)?.customer ?? null
  const name = customer?.displayName ?? customer?.maskedNumber ?? common('unknownCustomer')
  const muted = 'muted' in call && call.muted
  const ending = call.type === 'ending'
  return (
    <div className="card draining-call col g12 p16" data-phone-state={call.type}>
      <div className="row sp">
        <StateLabel state={call.type === 'connected' || ending ? 'on-call' : 'calling'} />
        {'sinceMs' in call && <Timer since={call.sinceMs} className="b" />}
      </div>
      <h2 className="h2 el" title={name}>
        {name}
      </h2>
      {muted && <Alert tone="bad">{dock('call.mutedNote', { name })}</Alert>}
      <div className="draining-controls">
        <Button
          size="lg"
          look={muted ? 'danger' : 'default'}
          icon={muted ? IconMicrophoneOff : IconMicrophone}
          aria-pressed={muted}
          aria-keyshortcuts={ariaKeys('mute')}
          onPress={toggleMute}
        >
          {muted ? dock('call.muted') : dock('call.mute')} <Kbd keys={['Alt', 'M']} />
        </Button>
        <Button
          size="lg"
          look="end"
          icon={IconPhoneX}
          pending={ending}
          aria-keyshortcuts={ariaKeys('hang-up')}
          onPress={hangUp}
        >
          {ending ? dock('call.hangingUp') : dock('call.hangUp')}{' '}
          <Kbd keys={['Alt', 'X', dock('call.twice')]} />
        </Button>
      </div>
    </div>
  )
}

/** Signed out while a call runs that may go on: why, and the call (rule: a sign-in's end drains, it does not cut). */
export const DrainingScreen = ({ ending }: { ending: KnownEnding }) => {
  const { t } = useTranslation('signIn')
  const { t: common } = useTranslation()
  const words = useEndingWords()
  return (
    <EntryFrame title={t('ended.title')}>
      <div className="entry-form col g16" data-ending={ending.reason} data-call-fate="drains">
        <ToneTile tone="hold" icon={IconLogout} />
        <div role="alert">
          <h1 className="h1">{t('draining.title')}</h1>
          <p className="t2" style={{ marginTop: 4 }}>
            {words(ending)} {t('draining.text')}
          </p>
        </div>
        <aside aria-label={common('softphone')}>
          <RunningCall />
        </aside>
        <EndingFacts ending={ending} />
      </div>
    </EntryFrame>
  )
}
