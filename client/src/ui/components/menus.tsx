import {
  IconCheck,
  IconChevronDown,
  IconDeviceDesktop,
  IconLanguage,
  IconMoon,
  IconSun,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { languages, setLanguage } from '../../i18n/i18n.ts'
import { type Scheme, schemes, setColorScheme, useColorScheme } from '../theme/color-scheme.ts'
import { Icon } from './icon.tsx'
import { Menu } from './menu.tsx'

const Chosen = ({ when }: { when: boolean }) =>
  when ? <Icon of={IconCheck} size={16} /> : <span style={{ width: 16 }} />

/** The language menu of the sign-in screens. */
export const LanguageMenu = () => {
  const { t, i18n } = useTranslation()
  return (
    <Menu side="bottom-end">
      <Menu.Target>
        <button type="button" className="btn sub sm">
          <Icon of={IconLanguage} size={16} />
          <span>{i18n.language === 'zh-CN' ? t('language.zh-CN') : t('language.en')}</span>
          <Icon of={IconChevronDown} size={14} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <LanguageItems />
      </Menu.Dropdown>
    </Menu>
  )
}

export const LanguageItems = () => {
  const { t, i18n } = useTranslation()
  return (
    <>
      <Menu.Label>{t('language.menu')}</Menu.Label>
      {languages.map((language) => (
        <Menu.Item
          key={language}
          lang={language}
          role="menuitemradio"
          aria-checked={i18n.language === language}
          leftSection={<Chosen when={i18n.language === language} />}
          onClick={() => void setLanguage(i18n, language)}
        >
          {t(`language.${language}`)}
        </Menu.Item>
      ))}
    </>
  )
}

const schemeIcons: Record<Scheme, TablerIcon> = { auto: IconDeviceDesktop, light: IconSun, dark: IconMoon }

export const ThemeItems = () => {
  const { t } = useTranslation()
  const chosen = useColorScheme((store) => store.scheme)
  return (
    <>
      <Menu.Label>{t('theme.menu')}</Menu.Label>
      {schemes.map((scheme) => (
        <Menu.Item
          key={scheme}
          role="menuitemradio"
          aria-checked={chosen === scheme}
          leftSection={<Chosen when={chosen === scheme} />}
          rightSection={<Icon of={schemeIcons[scheme]} size={16} />}
          onClick={() => setColorScheme(scheme)}
        >
          {t(`theme.${scheme}`)}
        </Menu.Item>
      ))}
    </>
  )
}

/** Light, dark, or as the computer. */
export const ThemeMenu = () => {
  const { t } = useTranslation()
  return (
    <Menu side="bottom-end">
      <Menu.Target>
        <button type="button" className="ib" aria-label={t('theme.menu')} title={t('theme.menu')}>
          <Icon of={IconSun} size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <ThemeItems />
      </Menu.Dropdown>
    </Menu>
  )
}
