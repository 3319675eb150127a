import type { LiveCall } from '@hearthline/shared'
import {
  IconAlertOctagon,
  IconEarOff,
  IconMicrophoneOff,
  IconPlayerPause,
  IconPlugConnectedX,
  IconX,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ConsultEnded, useLastConsultEnded } from '../../realtime/index.ts'
import { type CallCommands, type ControlGroup, type EndReason, useReasonText } from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { IconButton, Spinner } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import type { CallFacts } from './call-facts.ts'
import type { CallPresses } from './call-presses.ts'

export interface CustomerNames {
  /** First name, or "The customer": begins a sentence. */
  name: string
  /** First name, or "the customer": within one. */
  them: string
}

const Act = ({ onPress, children }: { onPress: (() => void) | undefined; children: string }) =>
  onPress !== undefined && (
    <button type="button" className="link notice-act" onClick={onPress}>
      {children}
    </button>
  )

/** The hold as it stands: on its way, in effect, or failed, with what the customer hears of it. */
const HoldNotice = ({
  facts: { controls },
  names,
  presses,
}: {
  facts: CallFacts
  names: CustomerNames
  presses: CallPresses
}) => {
  const { t } = useTranslation('dockPanels')
  const { hold, consult } = controls
  if (hold.state === 'off' || consult.running !== null) return null
  if (hold.state === 'pending') {
    return (
      <output className="alert a-hold">
        <Spinner size={18} />
        <span className="f1">
          <b>{t('hold.pending')}</b> {t('hold.pendingText')}
        </span>
      </output>
    )
  }
  const failed = hold.state === 'failed'
  return (
    <Alert tone={failed ? 'bad' : 'hold'} icon={failed ? IconAlertOctagon : IconPlayerPause} urgent={failed}>
      <div className="row top g8">
        <div className="f1">
          <b>{t(failed ? 'hold.failed' : 'hold.on', { ...names })}</b>{' '}
          {failed
            ? t(controls.mute.state === 'off' ? 'hold.failedHeard' : 'hold.failedMuted')
            : t('hold.onText', { ...names })}
        </div>
        <Act onPress={presses.hold}>{t(failed ? 'hold.again' : 'hold.takeBack')}</Act>
      </div>
    </Alert>
  )
}

/** One-way audio, noticed within 3 s: which side is silent, and what to do. */
const UnheardNotice = ({
  unheard,
  names,
  onAudio,
}: {
  unheard: CallFacts['unheard']
  names: CustomerNames
  onAudio: () => void
}) => {
  const { t } = useTranslation('dockPanels')
  if (unheard === 'none') return null
  return (
    <Alert tone="bad" icon={unheard === 'customer' ? IconEarOff : IconMicrophoneOff} urgent>
      <div className="row top g8">
        <div className="f1">
          <b>{t(`unheard.${unheard}`, { ...names })}</b> {t(`unheard.${unheard}Text`)}
        </div>
        {unheard !== 'customer' && <Act onPress={onAudio}>{t('unheard.change')}</Act>}
      </div>
    </Alert>
  )
}

const TroubleNotice = ({
  trouble,
  names,
  onAudio,
}: {
  trouble: CallFacts['trouble']
  names: CustomerNames
  onAudio: () => void
}) => {
  const { t } = useTranslation('dockPanels')
  if (trouble === null) return null
  return (
    <Alert tone="bad" icon={IconPlugConnectedX} urgent>
      <div className="row top g8">
        <div className="f1">
          <b>{t(`trouble.${trouble}`)}</b> {t(`trouble.${trouble}-text`, { ...names })}
        </div>
        <Act onPress={onAudio}>{t('trouble.choose')}</Act>
      </div>
    </Alert>
  )
}

/** A control that was refused: what it was about is still as it was. A failed hold has its own words. */
const RefusedNotice = ({
  group,
  reason,
  onForget,
}: {
  group: ControlGroup
  reason: EndReason | null
  onForget: CallCommands['forgetFailure']
}) => {
  const { t } = useTranslation('dockPanels')
  const { t: common } = useTranslation()
  const text = useReasonText()
  if (reason === null) return null
  return (
    <Alert tone="bad" urgent>
      <div className="row top g8">
        <div className="f1" data-refused={group}>
          <b>{t('refused')}</b> {text(reason)}
        </div>
        <IconButton
          icon={IconX}
          label={common('action.close')}
          className="notice-close"
          onPress={onForget && (() => onForget(group))}
        />
      </div>
    </Alert>
  )
}

/** Ends that the agent did not choose: the customer is back with them. */
const isNews = (
  outcome: ConsultEnded['outcome'],
): outcome is 'busy' | 'no-answer' | 'declined' | 'failed' | 'hung-up' =>
  outcome === 'busy' ||
  outcome === 'no-answer' ||
  outcome === 'declined' ||
  outcome === 'failed' ||
  outcome === 'hung-up'

const ConsultEndedNotice = ({ live, names }: { live: LiveCall | null; names: CustomerNames }) => {
  const { t } = useTranslation('dockPanels')
  const { t: common } = useTranslation()
  const ended = useLastConsultEnded()
  const [dismissed, setDismissed] = useState<ConsultEnded | null>(null)
  if (ended === null || ended === dismissed || live?.callId !== ended.callId || !isNews(ended.outcome))
    return null
  const who = ended.target?.displayName ?? ended.target?.maskedNumber ?? t('consultEnded.somebody')
  return (
    <Alert tone="hold" urgent>
      <div className="row top g8">
        <div className="f1" data-consult-ended={ended.outcome}>
          {t(`consultEnded.${ended.outcome}`, { who, them: names.them })}
        </div>
        <IconButton
          icon={IconX}
          label={common('action.close')}
          className="notice-close"
          onPress={() => setDismissed(ended)}
        />
      </div>
    </Alert>
  )
}

/** Everything that the call has to say beside its controls, what is worst first. */
export const CallNotices = ({
  facts,
  live,
  names,
  presses,
  forget,
}: {
  facts: CallFacts
  live: LiveCall | null
  names: CustomerNames
  presses: CallPresses
  forget: CallCommands['forgetFailure']
}) => {
  const { t } = useTranslation('dock')
  const { controls } = facts
  return (
    <>
      <TroubleNotice trouble={facts.trouble} names={names} onAudio={presses.audio} />
      {facts.trouble !== 'microphone-gone' && (
        <UnheardNotice unheard={facts.unheard} names={names} onAudio={presses.audio} />
      )}
      {facts.recording === 'failed' && (
        <Alert tone="bad" urgent>
          {t('call.recordingFailedText')}
        </Alert>
      )}
      <HoldNotice facts={facts} names={names} presses={presses} />
      {controls.hold.state === 'on' && (
        <RefusedNotice group="hold" reason={controls.hold.reason} onForget={forget} />
      )}
      <RefusedNotice group="consult" reason={controls.consult.reason} onForget={forget} />
      <RefusedNotice group="recording" reason={controls.recordingPause.reason} onForget={forget} />
      <ConsultEndedNotice live={live} names={names} />
      {controls.mute.state === 'on' && controls.hold.state === 'off' && facts.trouble === null && (
        <p className="sm c-bad row g8">
          <Icon of={IconMicrophoneOff} size={16} />
          {t('call.mutedNote', { ...names })}
        </p>
      )}
    </>
  )
}
