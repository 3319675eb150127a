import type { EnrolledDevice } from '@hearthline/shared'
import { IconCheck, IconShieldCheck } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { signOut } from '../../app/session.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { Button } from '../../ui/components/button.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { day } from '../../ui/format/time.ts'

/** Approved, while somebody is still signed in here: they leave first, by their own press. */
export const ApprovedCard = ({
  device,
  signedInAs,
}: {
  device: EnrolledDevice
  signedInAs: string | null
}) => {
  const { t, i18n } = useTranslation('signIn')
  const navigate = useNavigate()
  const goOn = async () => {
    if (signedInAs !== null) await signOut()
    await navigate({ to: '/' })
  }
  return (
    <div className="entry-form col g16">
      <ToneTile tone="ready" icon={IconShieldCheck} />
      <div>
        <h1 className="h1">{t('approved.title')}</h1>
        <p className="t2" style={{ marginTop: 4 }}>
          {t('approved.text', { day: day(device.expiresAt, i18n.language), name: device.person.displayName })}
        </p>
      </div>
      <div className="row g8 wrap">
        <Chip tone="ready" icon={IconCheck} big>
          {device.decidedBy === null
            ? t('approved.console')
            : t('approved.by', { name: device.decidedBy.displayName })}
        </Chip>
        <GradeBadge grade={device.grade} big />
      </div>
      {signedInAs !== null && <Alert tone="idle">{t('approved.otherSignedIn', { name: signedInAs })}</Alert>}
      <div>
        <Button look="primary" size="lg" onPress={() => void goOn()}>
          {t(signedInAs === null ? 'approved.continue' : 'approved.switch')}
        </Button>
      </div>
    </div>
  )
}
