import type { Consult } from '@hearthline/shared'
import { IconArrowsExchange, IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useClockOffset } from '../../realtime/index.ts'
import type { CallCommands } from '../../softphone/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { type ShownState, StateMark } from '../../ui/components/state-mark.tsx'
import { Timer } from '../../ui/components/timer.tsx'

const Side = ({ state, since, children }: { state: ShownState; since: number | null; children: string }) => {
  const offsetMs = useClockOffset()
  return (
    <div className="row g10 consult-side">
      <StateMark state={state} size={22} />
      <b className="f1 sm consult-name" title={children}>
        {children}
      </b>
      {since !== null && <Timer since={since} offsetMs={offsetMs} className="sm" />}
    </div>
  )
}

/** The call in two: who talks and who hears music, and the four ways on. Shows only what the voice node has confirmed. */
export const ConsultSplit = ({
  consult,
  customer,
  first,
  commands,
  waiting,
}: {
  consult: Consult
  /** The customer's whole name, or number. */
  customer: string
  /** The customer's first name, or the word for a customer: what the way back is called. */
  first: string
  commands: CallCommands
  /** A press waits for its answer. */
  waiting: boolean
}) => {
  const { t } = useTranslation('dockPanels')
  const who = consult.target.displayName ?? consult.target.maskedNumber ?? t('consult.number')
  const answered = consult.phase === 'connected'
  const { speaking } = consult
  const customerLine = (): string => {
    if (!answered || speaking === 'consult') return t('consult.music', { name: customer })
    return t(speaking === 'all' ? 'consult.all' : 'consult.talking', { name: customer })
  }
  const otherLine = (): string => {
    switch (consult.phase) {
      case 'calling':
        return t('consult.calling', { name: who })
      case 'ringing':
        return t('consult.ringing', { name: who })
      case 'connected':
        return speaking === 'consult'
          ? t('consult.talking', { name: who })
          : t(speaking === 'all' ? 'consult.all' : 'consult.music', { name: who })
      default:
        return consult.phase satisfies never
    }
  }
  return (
    <section className="call-box col g8" aria-label={t('consult.title')} aria-busy={waiting}>
      <Side state={answered && speaking !== 'consult' ? 'on-call' : 'on-hold'} since={null}>
        {customerLine()}
      </Side>
      <Side
        state={!answered ? 'calling' : speaking === 'customer' ? 'on-hold' : 'on-call'}
        since={consult.since}
      >
        {otherLine()}
      </Side>
      {consult.blind && !answered && <p className="xs t2">{t('consult.blind', { name: who })}</p>}
      {speaking === 'all' && (
        <p className="xs t2">
          <b>{t('consult.conference')}</b> {t('consult.conferenceText')}
        </p>
      )}
      <div className="consult-ways">
        {!consult.blind && (
          <>
            <Button look="primary" onPress={commands.complete}>
              {t('consult.complete')}
            </Button>
            <Button icon={IconArrowsExchange} onPress={commands.swap}>
              {t('consult.swap')}
            </Button>
            <Button icon={IconUsers} onPress={commands.join}>
              {t('consult.join')}
            </Button>
          </>
        )}
        <Button title={t('consult.back', { name: first })} onPress={commands.leaveConsult}>
          <span className="el">{t('consult.back', { name: first })}</span>
        </Button>
      </div>
    </section>
  )
}
