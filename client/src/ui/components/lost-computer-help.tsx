import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import './lost-computer-help.css'

/** A lost computer or a cleared browser: what to do, in the order it is done. */
export const LostComputerHelp = ({ toCode = false }: { toCode?: boolean }) => {
  const { t } = useTranslation('signIn')
  return (
    <div className="card sunken p16 sm col g8" role="note">
      <b className="b">{t('help.computerTitle')}</b>
      <p className="t2">{t('help.computerLead')}</p>
      <ol className="help-steps col g4">
        <li>{t('help.step1')}</li>
        <li>{t('help.step2')}</li>
        <li>{t('help.step3')}</li>
      </ol>
      <p className="t2">{t('help.stolen')}</p>
      {toCode && (
        <div>
          <Link to="/enrol" className="btn sm">
            {t('useCode')}
          </Link>
        </div>
      )}
    </div>
  )
}
