import { type Problem, passwordLimits } from '@hearthline/shared'
import { IconCircleCheck, IconKey, IconLinkOff, IconLockOpenOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import { resetPassword } from '../../device/device.ts'
import { keptDevices } from '../../device/signing.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { EntryFrame } from '../../ui/components/entry-frame.tsx'
import { isReady, NewPassword, passwordFault } from '../../ui/components/new-password.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'

/** The token in `/reset#TOKEN`. It stands behind the # so that no server and no log ever sees it. */
const tokenInAddress = (): string => location.hash.slice(1)

const Form = ({ token, onDone }: { token: string; onDone: (userName: string) => void }) => {
  const { t } = useTranslation('account')
  const problemText = useProblemText()
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const kept = useQuery({ queryKey: ['kept-devices'], queryFn: keptDevices })
  const byDevice = kept.data?.some((device) => device.state === 'approved') ?? false
  const least = byDevice ? passwordLimits.withDevice : passwordLimits.withoutDevice
  const fault = passwordFault(problem)
  // Control has the last word on the length: the device here may be somebody else's.
  const leastNow = fault === 'too-short' ? passwordLimits.withoutDevice : least
  const ready = isReady(next, again, leastNow)

  const save = async (): Promise<void> => {
    setPending(true)
    setProblem(null)
    const answer = await resetPassword(token, next)
    setPending(false)
    if (answer.ok) onDone(answer.value.userName)
    else setProblem(answer.problem)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !pending) void save()
  }
  return (
    <form className="entry-form col g16" onSubmit={submit}>
      <ToneTile tone="live" icon={IconKey} />
      <div>
        <h1 className="h1">{t('reset.title')}</h1>
        <p className="t2">{t('reset.lead')}</p>
      </div>
      {problem !== null && fault === null && (
        <Alert tone={problem.code === 'unavailable' ? 'warn' : 'bad'} urgent>
          {problem.code === 'reset-link-refused' && <b>{t('reset.refusedTitle')}. </b>}
          {problemText(problem)}
        </Alert>
      )}
      <NewPassword
        next={next}
        again={again}
        least={leastNow}
        byDevice={byDevice && leastNow === passwordLimits.withDevice}
        fault={fault}
        onNext={(text) => {
          setNext(text)
          if (fault !== null && fault !== 'too-short') setProblem(null)
        }}
        onAgain={setAgain}
      />
      <Button
        type="submit"
        look="primary"
        size="xl"
        full
        pending={pending}
        onPress={ready ? () => undefined : undefined}
      >
        {t(pending ? 'reset.saving' : 'reset.save')}
      </Button>
    </form>
  )
}

/** Sets a password with the administrator's one-time link (rule ACCESS-31). */
export const ResetScreen = () => {
  const { t } = useTranslation('account')
  const { t: signIn } = useTranslation('signIn')
  const navigate = useNavigate()
  const [token, setToken] = useState(tokenInAddress)
  const [userName, setUserName] = useState<string | null>(null)
  useEffect(() => {
    const forgetToken = () => {
      // A link must not stay in the address bar or the history.
      if (location.hash !== '') history.replaceState(history.state, '', location.pathname)
    }
    /** Another link was pasted into this very page. */
    const takeToken = () => {
      if (tokenInAddress() !== '') setToken(tokenInAddress())
      setUserName(null)
      forgetToken()
    }
    forgetToken()
    addEventListener('hashchange', takeToken)
    return () => removeEventListener('hashchange', takeToken)
  }, [])
  const body = () => {
    if (!isSecureContext)
      return (
        <Empty icon={IconLockOpenOff} title={signIn('insecure.title')}>
          {signIn('insecure.text')}
        </Empty>
      )
    if (userName !== null)
      return (
        <div className="entry-form col g16" role="alert">
          <ToneTile tone="ready" icon={IconCircleCheck} />
          <div>
            <h1 className="h1">{t('reset.doneTitle')}</h1>
            <p className="t2">{t('reset.doneText', { userName })}</p>
          </div>
          <div>
            <Button look="primary" size="lg" onPress={() => void navigate({ to: '/' })}>
              {t('reset.toSignIn')}
            </Button>
          </div>
        </div>
      )
    if (token === '')
      return (
        <Empty icon={IconLinkOff} title={t('reset.noneTitle')}>
          {t('reset.noneText')}
        </Empty>
      )
    return <Form key={token} token={token} onDone={setUserName} />
  }
  return <EntryFrame title={t('reset.title')}>{body()}</EntryFrame>
}
