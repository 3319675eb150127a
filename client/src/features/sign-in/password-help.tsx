import { useTranslation } from 'react-i18next'

/** What to do about a forgotten password. */
export const PasswordHelp = () => {
  const { t } = useTranslation('signIn')
  return (
    <div className="card sunken p16 sm" role="note">
      <b className="b">{t('help.passwordTitle')}</b>
      <p className="t2">{t('help.passwordText')}</p>
    </div>
  )
}
