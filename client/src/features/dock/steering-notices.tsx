import { agentRoutes, type Notice } from '@hearthline/shared'
import {
  IconArrowsExchange,
  IconLogout,
  IconMessage,
  IconPhoneX,
  IconSchool,
  IconSpeakerphone,
  IconUserCog,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { useClockOffset, useNotices } from '../../realtime/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import type { Tone } from '../../ui/components/state-mark.tsx'
import { hourAndMinute } from '../../ui/format/time.ts'
import { shownNotices } from './notice-order.ts'
import './steering-notices.css'

const looks: Record<Notice['kind'], { icon: TablerIcon; tone: Tone }> = {
  message: { icon: IconMessage, tone: 'live' },
  broadcast: { icon: IconSpeakerphone, tone: 'live' },
  'state-forced': { icon: IconUserCog, tone: 'hold' },
  'call-ended': { icon: IconPhoneX, tone: 'bad' },
  'taken-over': { icon: IconArrowsExchange, tone: 'coach' },
  'signed-out': { icon: IconLogout, tone: 'bad' },
  'coaching-note': { icon: IconSchool, tone: 'coach' },
}

/** What it means for the agent, where the title alone does not say it. */
const useMeaning = () => {
  const { t } = useTranslation('steering')
  return ({ kind, from }: Notice): string | null => {
    switch (kind) {
      case 'taken-over':
        return t('notice.takenOverText', { first: from.displayName.split(' ')[0] })
      case 'call-ended':
        return t('notice.callEndedText')
      case 'state-forced':
        return t('notice.stateText')
      case 'message':
      case 'broadcast':
      case 'signed-out':
      case 'coaching-note':
        return null
      default:
        return kind satisfies never
    }
  }
}

const NoticeCard = ({ notice }: { notice: Notice }) => {
  const { t, i18n } = useTranslation('steering')
  const problemText = useProblemText()
  const navigate = useNavigate()
  const offsetMs = useClockOffset()
  const meaning = useMeaning()(notice)
  const { icon, tone } = looks[notice.kind]
  // It goes when control says that it was acknowledged, here or in another tab.
  const acknowledge = useMutation({
    mutationFn: () => fetchAnswer(agentRoutes.acknowledge, { params: { noticeId: notice.noticeId } }),
  })
  const problem = acknowledge.error === null ? null : problemOf(acknowledge.error)
  const pending = acknowledge.isPending || acknowledge.isSuccess
  const press = (): void => {
    if (!pending) acknowledge.mutate()
  }
  return (
    <article
      className="steering-card"
      data-notice-id={notice.noticeId}
      data-notice-kind={notice.kind}
      role="alert"
      style={{ ['--c' as string]: `var(--${tone}-solid)` }}
    >
      <span className={`c-${tone}`}>
        <Icon of={icon} size={20} />
      </span>
      <div className="f1 col g4">
        <div className="row top g8">
          <h2 className="b f1 steering-title">
            {t(`notice.${notice.kind}`, { name: notice.from.displayName })}
          </h2>
          <span className="xs t3 num">{hourAndMinute(notice.at - offsetMs, i18n.language)}</span>
        </div>
        {meaning !== null && <p>{meaning}</p>}
        {notice.reason !== null && <p>{t('notice.reason', { reason: t(`reason.${notice.reason}`) })}</p>}
        {notice.text !== '' && <p className="steering-text">{notice.text}</p>}
        {problem !== null && <p className="c-bad">{problemText(problem)}</p>}
        <div className="row g8 steering-buttons">
          <Button size="sm" look="primary" pending={pending} onPress={press}>
            {t('notice.gotIt')}
          </Button>
          {notice.kind === 'coaching-note' && (
            <Button
              size="sm"
              onPress={() => {
                press()
                void navigate({ to: '/coaching' })
              }}
            >
              {t('notice.read')}
            </Button>
          )}
        </div>
      </div>
    </article>
  )
}

/**
 * What leads have told or done, over the page at the dock's edge until acknowledged. It covers nothing of the dock,
 * takes no focus, and stands before the dock in the order of Tab.
 */
export const SteeringNotices = () => {
  const { t } = useTranslation('steering')
  const { shown, more } = shownNotices(useNotices())
  return (
    <section className="steering" aria-label={t('notice.label')}>
      {shown.map((notice) => (
        <NoticeCard key={notice.noticeId} notice={notice} />
      ))}
      {more > 0 && <p className="xs t2 steering-more">{t('notice.more', { count: more })}</p>}
    </section>
  )
}
