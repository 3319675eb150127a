import { accessRoutes } from '@hearthline/shared'
import { IconHeadphones, IconHome, IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer } from '../../api/query.ts'
import { Hearth } from './hearth.tsx'
import { Icon } from './icon.tsx'
import { Logo } from './logo.tsx'
import { LanguageMenu, ThemeMenu } from './menus.tsx'
import './entry-frame.css'

const habits = [
  [IconHome, 'home'],
  [IconHeadphones, 'headset'],
  [IconLock, 'lock'],
] as const

/** What surrounds every screen before sign-in: the sign, language, help desk, and three habits for working at home. */
export const EntryFrame = ({ title, children }: { title: string; children: ReactNode }) => {
  const { t } = useTranslation('signIn')
  const { t: common } = useTranslation()
  const welcome = useQuery({
    queryKey: ['welcome'],
    queryFn: ({ signal }) => fetchAnswer(accessRoutes.welcome, { signal }),
    staleTime: Infinity,
  })
  useEffect(() => {
    document.title = `${title} · ${common('product')}`
  }, [title, common])
  return (
    <div className="entry">
      <div className="entry-side">
        <header className="entry-bar row sp">
          <span className="row g10">
            <Logo />
            <span className="entry-name">{common('product')}</span>
          </span>
          <span className="row g4">
            <ThemeMenu />
            <LanguageMenu />
          </span>
        </header>
        <main className="entry-middle">{children}</main>
        <footer className="entry-bar row sp xs t3 wrap">
          <span className="el">
            {welcome.data === undefined ? '\u00a0' : t('line', { organisation: welcome.data.organisation })}
          </span>
          {welcome.data?.helpDesk != null && (
            <a className="u t2" href={`tel:${welcome.data.helpDesk.replaceAll(/[^+\d]/g, '')}`}>
              {t('helpDesk', { number: welcome.data.helpDesk })}
            </a>
          )}
        </footer>
      </div>
      <aside className="entry-art" aria-label={t('habits.label')}>
        <Hearth />
        <div className="entry-habits">
          <p className="entry-motto">{t('habits.motto')}</p>
          <ul className="col g12">
            {habits.map(([icon, word]) => (
              <li key={word} className="row g12">
                <span className="entry-spark">
                  <Icon of={icon} />
                </span>
                <span>{t(`habits.${word}`)}</span>
              </li>
            ))}
          </ul>
        </div>
      </aside>
    </div>
  )
}
