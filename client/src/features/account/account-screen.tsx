import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { PageTitle } from '../../ui/components/page-title.tsx'
import './account.css'
import { DeviceCard } from './device-card.tsx'
import { PasswordCard } from './password-card.tsx'
import { SignInsCard } from './sign-ins-card.tsx'
import { TotpCard } from './totp-card.tsx'

/** What belongs to the signed-in person: where they are signed in, their password, second factor and this browser. */
export const AccountScreen = () => {
  const { t } = useTranslation('account')
  const me = useMe()
  if (me === null) return null
  return (
    <>
      <PageTitle title={t('title')} context={me.displayName} />
      <div className="account">
        <div className="col g16">
          <SignInsCard />
          <DeviceCard me={me} />
        </div>
        <div className="col g16">
          <PasswordCard />
          <TotpCard enabled={me.totpEnabled} />
        </div>
      </div>
    </>
  )
}
