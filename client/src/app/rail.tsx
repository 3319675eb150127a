import type { Me } from '@hearthline/shared'
import { useMediaQuery } from '@mantine/hooks'
import { IconKeyboard } from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import type { DOMAttributes, ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttention, useCallBackCount } from '../realtime/index.ts'
import { Icon } from '../ui/components/icon.tsx'
import { Logo } from '../ui/components/logo.tsx'
import { Tip } from '../ui/components/tip.tsx'
import { useUnreadCoaching } from './coaching-unread.ts'
import { type RailItem, railItems } from './navigation.ts'

const RailTip = ({ word, children }: { word: string; children: ReactElement<DOMAttributes<Element>> }) => {
  const narrow = useMediaQuery('(max-width: 1199px)') ?? false
  return (
    <Tip text={word} side="right" disabled={!narrow}>
      {children}
    </Tip>
  )
}

/** A live call is opened from the floor and belongs to it; the check belongs to the work that it opens. */
const currentMark = (to: string, path: string): 'page' | 'true' | undefined => {
  if (path === to || path.startsWith(`${to}/`)) return 'page'
  if (to === '/work' && path === '/check') return 'true'
  return to === '/floor' && path.startsWith('/live/') ? 'true' : undefined
}

/** How many matters wait behind an item of the rail, and what they are; null for none. */
const useWaiting = (me: Me): ((to: RailItem['to']) => { count: number; words: string } | null) => {
  const { t } = useTranslation()
  const attention = useAttention()
  const unread = useUnreadCoaching(me.role)
  const callBacksDue = useCallBackCount()?.dueNow ?? 0
  return (to) => {
    switch (to) {
      case '/admin': {
        const count = (attention?.devices ?? 0) + (attention?.anomalies ?? 0)
        return count === 0 ? null : { count, words: t('nav.waiting', { count }) }
      }
      case '/requests': {
        const count = attention?.requests ?? 0
        return count === 0 ? null : { count, words: t('nav.requestsWaiting', { count }) }
      }
      case '/callbacks':
        return callBacksDue === 0
          ? null
          : { count: callBacksDue, words: t('nav.callBacksDue', { count: callBacksDue }) }
      case '/coaching':
        return unread === 0 ? null : { count: unread, words: t('nav.coachingUnread', { count: unread }) }
      default:
        return null
    }
  }
}

const RailLink = ({
  item,
  waiting,
  path,
}: {
  item: RailItem
  waiting: { count: number; words: string } | null
  path: string
}) => {
  const { t } = useTranslation()
  return (
    <RailTip word={t(`nav.${item.word}`)}>
      <Link to={item.to} className="rail-item" aria-current={currentMark(item.to, path)}>
        <Icon of={item.icon} size={20} />
        <span className="rail-word">{t(`nav.${item.word}`)}</span>
        {waiting !== null && (
          <>
            <span className="rail-badge num" aria-hidden>
              {waiting.count > 99 ? '99+' : waiting.count}
            </span>
            <span className="vh">{waiting.words}</span>
          </>
        )}
      </Link>
    </RailTip>
  )
}

/** The pages of a role, with what waits behind them; the key sheet at its foot. */
export const Rail = ({ me, onKeys }: { me: Me; onKeys: () => void }) => {
  const { t } = useTranslation()
  const waitingOf = useWaiting(me)
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <nav className="rail" aria-label={t('nav.label')}>
      <div style={{ marginBottom: 12 }}>
        <Logo />
      </div>
      {railItems
        .filter((item) => item.roles.includes(me.role))
        .map((item) => (
          <RailLink key={item.to} item={item} waiting={waitingOf(item.to)} path={path} />
        ))}
      <div className="rail-gap" />
      <RailTip word={t('nav.keys')}>
        <button type="button" className="rail-item" onClick={onKeys} aria-keyshortcuts="Control+/">
          <Icon of={IconKeyboard} size={20} />
          <span className="rail-word">{t('nav.keys')}</span>
        </button>
      </RailTip>
    </nav>
  )
}
