import { accountRoutes, type Problem } from '@hearthline/shared'
import { IconShieldCheck } from '@tabler/icons-react'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/call.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { loadSession } from '../../app/session.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { QrCode } from './qr-code.tsx'

type Step =
  | { type: 'rest' }
  | { type: 'starting' }
  | { type: 'scanning'; secret: string; uri: string }
  | { type: 'ending' }

const codeLength = 6
const onlyDigits = (text: string): string => text.replaceAll(/\D/g, '').slice(0, codeLength)
/** In fours, as authenticator apps take and people read it. */
const inFours = (secret: string): string => secret.match(/.{1,4}/g)?.join(' ') ?? secret

const CodeField = ({ value, onChange }: { value: string; onChange: (text: string) => void }) => {
  const { t } = useTranslation('account')
  return (
    <Field
      label={t('totp.code')}
      inputMode="numeric"
      autoComplete="one-time-code"
      className="code"
      required
      value={value}
      onChange={(event) => onChange(onlyDigits(event.currentTarget.value))}
    />
  )
}

const PasswordField = ({ value, onChange }: { value: string; onChange: (text: string) => void }) => {
  const { t } = useTranslation('account')
  return (
    <Field
      label={t('totp.password')}
      type="password"
      autoComplete="current-password"
      required
      maxLength={200}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

/** The second factor: off, being set up, on, being turned off. Nothing changes before control has said so. */
export const TotpCard = ({ enabled }: { enabled: boolean }) => {
  const { t } = useTranslation('account')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const [step, setStep] = useState<Step>({ type: 'rest' })
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)

  const go = (next: Step): void => {
    setStep(next)
    setPassword('')
    setCode('')
    setProblem(null)
  }
  const finish = async (title: string): Promise<void> => {
    // Who I am now says whether it is on.
    await loadSession()
    toast({ key: 'totp', tone: 'ready', title })
    go({ type: 'rest' })
  }
  const send = async (): Promise<void> => {
    setPending(true)
    setProblem(null)
    try {
      switch (step.type) {
        case 'rest':
          return
        case 'starting': {
          const answer = await call(accountRoutes.startTotp, { body: { password } })
          if (answer.ok) go({ type: 'scanning', ...answer.value })
          else setProblem(answer.problem)
          return
        }
        case 'scanning': {
          const answer = await call(accountRoutes.confirmTotp, { body: { code } })
          if (answer.ok) await finish(t('totp.turnedOn'))
          else setProblem(answer.problem)
          return
        }
        case 'ending': {
          const answer = await call(accountRoutes.endTotp, { body: { password, code } })
          if (answer.ok) await finish(t('totp.turnedOff'))
          else setProblem(answer.problem)
          return
        }
        default:
          step satisfies never
      }
    } finally {
      setPending(false)
    }
  }
  const needsPassword = step.type === 'starting' || step.type === 'ending'
  const needsCode = step.type === 'scanning' || step.type === 'ending'
  const ready = (!needsPassword || password !== '') && (!needsCode || code.length === codeLength)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && !pending) void send()
  }
  return (
    <section className="card" aria-labelledby="totp-title">
      <div className="hd">
        <h2 className="h3" id="totp-title">
          {t('totp.title')}
        </h2>
        <span className="ml">
          <Chip tone={enabled ? 'ready' : 'idle'} {...(enabled ? { icon: IconShieldCheck } : {})}>
            {t(enabled ? 'totp.on' : 'totp.off')}
          </Chip>
        </span>
      </div>
      <form className="col g12 p16" onSubmit={submit}>
        <p className="sm t2">{t('totp.text')}</p>
        {problem !== null && (
          <Alert tone="bad" urgent>
            {problemText(problem)}
          </Alert>
        )}
        {step.type === 'scanning' && (
          <>
            <p className="sm b">{t('totp.scan')}</p>
            <QrCode text={step.uri} label={t('totp.qr')} />
            <div>
              <div className="lab">{t('totp.secret')}</div>
              <div className="code totp-secret">{inFours(step.secret)}</div>
            </div>
          </>
        )}
        {needsPassword && <PasswordField value={password} onChange={setPassword} />}
        {needsCode && <CodeField value={code} onChange={setCode} />}
        {step.type === 'rest' ? (
          <div>
            <Button onPress={() => go({ type: enabled ? 'ending' : 'starting' })}>
              {t(enabled ? 'totp.turnOff' : 'totp.turnOn')}
            </Button>
          </div>
        ) : (
          <div className="row g8">
            <Button
              type="submit"
              look={step.type === 'ending' ? 'danger' : 'primary'}
              pending={pending}
              onPress={ready ? () => undefined : undefined}
            >
              {t(
                step.type === 'starting'
                  ? 'totp.start'
                  : step.type === 'ending'
                    ? 'totp.turnOff'
                    : 'totp.confirm',
              )}
            </Button>
            <Button look="subtle" onPress={() => go({ type: 'rest' })}>
              {common('action.cancel')}
            </Button>
          </div>
        )}
        {enabled && <p className="xs t2">{t('totp.lost')}</p>}
      </form>
    </section>
  )
}
