import type { Me } from '@hearthline/shared'
import { useMediaQuery } from '@mantine/hooks'
import { IconKeyboard, IconLogout, IconSearch, IconUserCog } from '@tabler/icons-react'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import {
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useState,
  type DOMAttributes,
  type ReactElement,
} from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../api/use-problem-text.ts'
import { useAttention, useCallBackCount, useNotices } from '../realtime/index.ts'
import { ErrorBoundary } from '../ui/components/error-boundary.tsx'
import { Skeleton } from '../ui/components/empty.tsx'
import { Icon } from '../ui/components/icon.tsx'
import { Kbd } from '../ui/components/kbd.tsx'
import { Logo } from '../ui/components/logo.tsx'
import { LanguageItems, ThemeItems } from '../ui/components/menus.tsx'
import { Menu } from '../ui/components/menu.tsx'
import { TitleSlot } from '../ui/components/page-title.tsx'
import { Avatar } from '../ui/components/person.tsx'
import { Tip } from '../ui/components/tip.tsx'
import { toast } from '../ui/components/toast.tsx'
import { ApprovalBanner } from './approval-banner.tsx'
import { useUnreadCoaching } from './coaching-unread.ts'
import { useGateLanding } from './gate-landing.ts'
import { lazyNamed, withLateTexts, withPaletteTexts, withSteeringTexts } from './lazy.ts'
import { hasDock, type RailItem, railItems } from './navigation.ts'
import { RequestsBell } from './requests-bell.tsx'
import { signOut } from './session.ts'
import { ShiftClock } from './shift-clock.tsx'
import './shell.css'

const Dock = lazyNamed(() => import('../features/dock/dock.tsx'), 'Dock')
const SteeringNotices = lazyNamed(
  withSteeringTexts(() => import('../features/dock/steering-notices.tsx')),
  'SteeringNotices',
)
const HelpBar = lazyNamed(
  withLateTexts(() => import('../features/floor/help-bar.tsx')),
  'HelpBar',
)
const KeySheet = lazyNamed(
  withLateTexts(() => import('../features/key-sheet/key-sheet.tsx')),
  'KeySheet',
)
const Palette = lazyNamed(
  withPaletteTexts(() => import('../features/palette/palette.tsx')),
  'Palette',
)

/** Marks on <html> that the layout's variables hang on, so that modals in portals see them too. */
const useLayoutMarks = (dock: boolean): void => {
  useLayoutEffect(() => {
    const root = document.documentElement
    root.toggleAttribute('data-shell', true)
    root.toggleAttribute('data-dock', dock)
    return () => {
      root.removeAttribute('data-shell')
      root.removeAttribute('data-dock')
    }
  }, [dock])
}

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

const Rail = ({ me, onKeys }: { me: Me; onKeys: () => void }) => {
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

const AccountMenu = ({ me }: { me: Me }) => {
  const { t } = useTranslation()
  const problemText = useProblemText()
  const navigate = useNavigate()
  const leave = async () => {
    const problem = await signOut()
    if (problem !== null) {
      toast({ key: 'sign-out', tone: 'bad', title: t('account.notSignedOut'), text: problemText(problem) })
    } else await navigate({ to: '/' })
  }
  return (
    <Menu side="bottom-end" width={260}>
      <Menu.Target>
        <button
          type="button"
          className="avatar-button"
          aria-label={t('account.menu', { name: me.displayName })}
        >
          <Avatar name={me.displayName} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="p12 col g4">
          <span className="b el" title={me.displayName}>
            {me.displayName}
          </span>
          <span className="xs t2 el">
            {t(`role.${me.role}`)} · {me.userName}
          </span>
          <span className="xs t2 el" title={me.device.name}>
            {t('account.device', { name: me.device.name })} · {me.device.grade}
          </span>
        </div>
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon of={IconUserCog} size={16} />}
          onClick={() => void navigate({ to: '/account' })}
        >
          {t('account.account')}
        </Menu.Item>
        <Menu.Divider />
        <ThemeItems />
        <Menu.Divider />
        <LanguageItems />
        <Menu.Divider />
        <Menu.Item leftSection={<Icon of={IconLogout} size={16} />} onClick={() => void leave()}>
          {t('account.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** What leads have told or done, while any of it is not acknowledged. */
const NoticesOfLeads = () =>
  useNotices().length > 0 && (
    <ErrorBoundary>
      <Suspense>
        <SteeringNotices />
      </Suspense>
    </ErrorBoundary>
  )

/** Rail, top bar, page and dock. Route changes swap the page only: the dock stays mounted for the whole sign-in. */
export const Shell = ({ me }: { me: Me }) => {
  const { t } = useTranslation()
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [keysOpen, setKeysOpen] = useState(false)
  const [paletteOpen, setPaletteOpen] = useState(false)
  const closePalette = useCallback(() => setPaletteOpen(false), [])
  const dock = hasDock(me.role)
  const path = useRouterState({ select: (state) => state.location.pathname })
  useLayoutMarks(dock)
  useGateLanding()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      if (event.code !== 'Slash' && event.code !== 'KeyK') return
      event.preventDefault()
      if (event.code === 'KeyK') setPaletteOpen((open) => !open)
      else setKeysOpen((open) => !open)
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
  return (
    <TitleSlot value={slot}>
      <a className="skip" href="#page">
        {t('skipToMain')}
      </a>
      {dock && (
        <a className="skip" href="#dock">
          {t('skipToDock')}
        </a>
      )}
      <div className="app">
        <Rail me={me} onKeys={() => setKeysOpen(true)} />
        <header className="top-bar">
          <div className="row g12 f1" ref={setSlot} />
          <ShiftClock me={me} />
          <button
            type="button"
            className="inp search-button"
            aria-keyshortcuts="Control+K"
            aria-haspopup="dialog"
            aria-label={t('search')}
            title={t('search')}
            onClick={() => setPaletteOpen(true)}
          >
            <Icon of={IconSearch} size={16} />
            <span className="search-words">{t('search')}</span>
            <Kbd keys={['Ctrl', 'K']} />
          </button>
          {/* A lead has them in the rail. */}
          {me.role === 'administrator' && <RequestsBell />}
          <AccountMenu me={me} />
        </header>
        {me.role === 'lead' && path !== '/floor' && (
          <ErrorBoundary>
            <Suspense>
              <HelpBar />
            </Suspense>
          </ErrorBoundary>
        )}
        <main className="page" id="page" tabIndex={-1}>
          <ErrorBoundary key={path}>
            <Suspense fallback={<Skeleton rows={8} />}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </main>
        {path !== '/account' && <ApprovalBanner me={me} />}
        {dock && <NoticesOfLeads />}
        {dock && (
          <aside className="dock" id="dock" tabIndex={-1} aria-label={t('softphone')}>
            <ErrorBoundary>
              <Suspense>
                <Dock />
              </Suspense>
            </ErrorBoundary>
          </aside>
        )}
      </div>
      <Suspense>{keysOpen && <KeySheet role={me.role} onClose={() => setKeysOpen(false)} />}</Suspense>
      {paletteOpen && (
        <ErrorBoundary>
          <Suspense>
            <Palette me={me} onClose={closePalette} onKeys={() => setKeysOpen(true)} />
          </Suspense>
        </ErrorBoundary>
      )}
    </TitleSlot>
  )
}
