import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { IconDatabaseOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { forgetEnding, useSession } from '../../app/session.ts'
import { keptDevices } from '../../device/signing.ts'
import { Empty } from '../../ui/components/empty.tsx'
import { EntryFrame } from '../../ui/components/entry-frame.tsx'
import { SignInFlow } from './sign-in-flow.tsx'
import './sign-in.css'
import { SignedOutCard } from './signed-out-card.tsx'

const Body = () => {
  const { t } = useTranslation('signIn')
  const devices = useQuery({ queryKey: ['kept-devices'], queryFn: keptDevices, staleTime: 0, gcTime: 0 })
  if (devices.data === undefined) return null
  if (devices.data === null) {
    return (
      <Empty icon={IconDatabaseOff} title={t('storage.title')}>
        {t('storage.text')}
      </Empty>
    )
  }
  // No key here, or none that anybody decided on yet: the enrolment page knows the next step.
  if (devices.data.every((device) => device.state !== 'approved')) return <Navigate to="/enrol" />
  return <SignInFlow devices={devices.data.filter((device) => device.state === 'approved')} />
}

/** Screen 01: in, or a next step. Also where a person lands whose sign-in was ended. */
export const SignInScreen = () => {
  const { t } = useTranslation('signIn')
  const session = useSession()
  const ending = session.type === 'signed-out' ? session.ending : null
  return (
    <EntryFrame title={t('title')}>
      {ending === null ? <Body /> : <SignedOutCard ending={ending} onAgain={forgetEnding} />}
    </EntryFrame>
  )
}
