import type { LiveCall } from '@hearthline/shared'
import { IconHeadphones } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { firstName, type Names } from './call-names.ts'
import type { HearMode } from './hearing.ts'
import { useAgent } from './use-agent.ts'

/** What stands on the agent's screen about this lead, by the team's rule: in the words that the agent reads. */
export const AgentSees = ({ call, mode, names }: { call: LiveCall; mode: HearMode; names: Names }) => {
  const { t } = useTranslation('liveCall')
  const { t: dock } = useTranslation('dock')
  const me = useMe()?.displayName ?? ''
  const words = { name: me, first: firstName(me), customer: names.customer }
  const away = useAgent(call.agentId)?.reachability.socket === false
  const body = () => {
    if (away) return <p className="sm t2">{t('sees.away', names)}</p>
    if (mode === 'off' || (mode === 'listen' && call.disclosure === 'silent'))
      return (
        <p className="sm t2">
          <b className="b">{t('sees.nothing')}.</b>{' '}
          {mode === 'off' ? t('sees.nothingOff') : t('sees.nothingListen', names)}
        </p>
      )
    if (mode === 'take-over')
      return (
        <Alert tone="wrap">
          <b>{t('sees.left', names)}</b>
          <br />
          {t('sees.leftText', names)}
        </Alert>
      )
    return (
      <Alert tone="coach" icon={IconHeadphones}>
        <b>{dock(`coach.${mode}`, words)}</b>
        <br />
        {dock(`coach.${mode}Text`, words)}
      </Alert>
    )
  }
  return (
    <section className="card p16 col g8" aria-label={t('sees.title', names)}>
      <div className="row sp">
        <h2 className="sec el">{t('sees.title', names)}</h2>
        <span className="xs t3 nw">{t(`sees.rule.${call.disclosure}`)}</span>
      </div>
      {body()}
    </section>
  )
}
