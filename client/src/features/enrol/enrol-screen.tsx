import { deviceRoutes, type EnrolledDevice, type Problem } from '@hearthline/shared'
import { IconKeyOff, IconLockOpenOff, IconClockOff } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { useMe } from '../../app/session.ts'
import { rememberState } from '../../device/device.ts'
import { keptDevices } from '../../device/signing.ts'
import { Empty } from '../../ui/components/empty.tsx'
import { EntryFrame } from '../../ui/components/entry-frame.tsx'
import { ApprovedCard } from './approved-card.tsx'
import { cleanCode } from './clean-code.ts'
import { EnrolForm } from './enrol-form.tsx'
import { Notice } from './notice.tsx'
import { WaitForApproval } from './wait-for-approval.tsx'

type Step =
  | { type: 'looking' }
  | { type: 'code'; code: string }
  | { type: 'refused'; problem: Problem; code: string }
  | { type: 'waiting'; device: EnrolledDevice }
  | { type: 'approved'; device: EnrolledDevice }
  | { type: 'over'; why: 'refusedBy' | 'lapsed' }

/** The code in `/enrol#CODE`. It stands behind the # so that no server and no log ever sees it. */
const codeInAddress = (): string => cleanCode(decodeURIComponent(location.hash.slice(1)))

const stepFor = (device: EnrolledDevice): Step => {
  switch (device.state) {
    case 'pending':
      return { type: 'waiting', device }
    case 'approved':
      return { type: 'approved', device }
    case 'refused':
      return { type: 'over', why: 'refusedBy' }
    case 'revoked':
    case 'expired':
    case 'suspended':
      return { type: 'over', why: 'lapsed' }
    default:
      return device.state satisfies never
  }
}

/** From an enrolment code to an approved browser (screens 01b and 01c). */
export const EnrolScreen = () => {
  const { t } = useTranslation('signIn')
  const me = useMe()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [step, setStep] = useState<Step>(() => {
    const code = codeInAddress()
    return code === '' ? { type: 'looking' } : { type: 'code', code }
  })

  useEffect(() => {
    const forgetCode = () => {
      // A used code must not stay in the address bar or the history.
      if (location.hash !== '') history.replaceState(history.state, '', location.pathname)
    }
    /** The link was pasted into this very page: only the part behind the # changes, and nothing loads. */
    const takeCode = () => {
      const code = codeInAddress()
      if (code !== '') setStep({ type: 'code', code })
      forgetCode()
    }
    forgetCode()
    addEventListener('hashchange', takeCode)
    return () => removeEventListener('hashchange', takeCode)
  }, [])

  const take = async (device: EnrolledDevice) => {
    await rememberState(device)
    // The sign-in screen decides by this list, so it must hold the new state before that screen shows.
    await queries.fetchQuery({ queryKey: ['kept-devices'], queryFn: keptDevices, staleTime: 0 })
    const next = stepFor(device)
    // Nobody else is signed in here: the sign-in form, with the name filled in, is the next step.
    if (next.type === 'approved' && me === null) await navigate({ to: '/' })
    else setStep(next)
  }

  const looking = step.type === 'looking'
  useEffect(() => {
    if (!looking) return undefined
    const abort = new AbortController()
    const look = async () => {
      const current = await call(deviceRoutes.enrolment, { query: {}, signal: abort.signal }).catch(
        () => null,
      )
      if (abort.signal.aborted) return
      // An old approval is no news: whoever comes here by hand wants to type a code.
      setStep(
        current?.ok === true && current.value.state === 'pending'
          ? { type: 'waiting', device: current.value }
          : { type: 'code', code: '' },
      )
    }
    void look()
    return () => abort.abort()
  }, [looking])

  const body = () => {
    if (!isSecureContext) {
      return (
        <Empty icon={IconLockOpenOff} title={t('insecure.title')}>
          {t('insecure.text')}
        </Empty>
      )
    }
    switch (step.type) {
      case 'looking':
        return null
      case 'code':
      case 'refused':
        return (
          <EnrolForm
            key={`${step.type} ${step.type === 'code' ? step.code : ''}`}
            initialCode={step.code}
            refused={step.type === 'refused' ? step.problem : null}
            onEnrolled={(device) => void take(device)}
            onRefused={(problem, code) => setStep({ type: 'refused', problem, code })}
          />
        )
      case 'waiting':
        return (
          <WaitForApproval
            device={step.device}
            onDecided={(device) => void take(device)}
            onLapsed={() => setStep({ type: 'over', why: 'lapsed' })}
            onOtherCode={() => setStep({ type: 'code', code: '' })}
          />
        )
      case 'approved':
        return <ApprovedCard device={step.device} signedInAs={me?.displayName ?? null} />
      case 'over':
        return (
          <Notice
            tone={step.why === 'refusedBy' ? 'bad' : 'idle'}
            icon={step.why === 'refusedBy' ? IconKeyOff : IconClockOff}
            title={t(`enrol.${step.why}Title`)}
            text={t(`enrol.${step.why}Text`)}
            action={t('enrol.newCode')}
            onPress={() => setStep({ type: 'code', code: '' })}
          />
        )
      default:
        return step satisfies never
    }
  }
  return <EntryFrame title={t('enrol.steps.code')}>{body()}</EntryFrame>
}
