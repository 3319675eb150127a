import type { Me } from '@hearthline/shared'
import { IconLogout, IconSearch, IconUserCog } from '@tabler/icons-react'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Suspense, useCallback, useEffect, useLayoutEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../api/use-problem-text.ts'
import { useNotices } from '../realtime/index.ts'
import { ErrorBoundary } from '../ui/components/error-boundary.tsx'
import { Skeleton } from '../ui/components/empty.tsx'
import { Icon } from '../ui/components/icon.tsx'
import { Kbd } from '../ui/components/kbd.tsx'
import { LanguageItems, ThemeItems } from '../ui/components/menus.tsx'
import { Menu } from '../ui/components/menu.tsx'
import { TitleSlot } from '../ui/components/page-title.tsx'
import { Avatar } from '../ui/components/person.tsx'
import { toast } from '../ui/components/toast.tsx'
import { ApprovalBanner } from './approval-banner.tsx'
import { useGateLanding } from './gate-landing.ts'
import { lazyNamed, withLateTexts, withPaletteTexts, withSteeringTexts } from './lazy.ts'
import { hasDock } from './navigation.ts'
import { Rail } from './rail.tsx'
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
