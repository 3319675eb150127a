import type { Problem } from '@hearthline/shared'
import { IconCheck, IconDeviceLaptop, IconEye, IconEyeOff, IconNetworkOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState, type KeyboardEvent, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import { signedIn } from '../../app/session.ts'
import { signInWith } from '../../device/device.ts'
import type { KeptDevice } from '../../device/store.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { day, duration } from '../../ui/format/time.ts'

const FreshApproval = ({ device }: { device: KeptDevice }) => {
  const { t, i18n } = useTranslation('signIn')
  return (
    <Alert tone="ready">
      <div className="col g8">
        <span>
          <b>{t('approved.title')}.</b>{' '}
          {t('approved.text', { day: day(device.expiresAt, i18n.language), name: device.displayName })}
        </span>
        <span className="row g8 wrap">
          <Chip tone="ready" icon={IconCheck} line>
            {device.decidedBy === null ? t('approved.console') : t('approved.by', { name: device.decidedBy })}
          </Chip>
          <GradeBadge grade={device.grade} />
        </span>
      </div>
    </Alert>
  )
}

type Refusal = { type: 'problem'; problem: Problem; at: number } | { type: 'no-key'; userName: string }

const RefusalAlert = ({ refusal }: { refusal: Refusal }) => {
  const { t } = useTranslation('signIn')
  const { t: common } = useTranslation()
  const text = useProblemText()
  const now = useNow()
  if (refusal.type === 'no-key') {
    return (
      <Alert tone="hold" urgent>
        <b>{t('noKeyFor', { userName: refusal.userName })}</b> {t('noKeyForText')}{' '}
        <Link to="/enrol" className="u">
          {t('useCode')}
        </Link>
      </Alert>
    )
  }
  const { problem } = refusal
  const network = problem.code === 'sign-in-network'
  const waitUntil = refusal.at + (problem.retryAfterSeconds ?? 0) * 1000
  return (
    <Alert tone={network ? 'hold' : 'bad'} {...(network ? { icon: IconNetworkOff } : {})} urgent>
      <b>{t('refused')}</b> {text(problem)}
      {waitUntil > now && <> {t('retryIn', { time: duration(waitUntil - now) })}</>}
      {problem.reference !== undefined && (
        <div className="code num" style={{ marginTop: 3 }}>
          {common('reference', { reference: problem.reference })}
        </div>
      )}
    </Alert>
  )
}

/** Name and password; the key of this browser signs the challenge after the press. */
export const SignInForm = ({ devices }: { devices: readonly KeptDevice[] }) => {
  const { t } = useTranslation('signIn')
  const newest = devices[0]
  const [userName, setUserName] = useState(newest?.userName ?? '')
  const [password, setPassword] = useState('')
  const [shown, setShown] = useState(false)
  const passwordField = useRef<HTMLInputElement>(null)
  // The name is known in this browser, so the next thing to type is the password.
  useEffect(() => passwordField.current?.focus(), [])
  const [capsLock, setCapsLock] = useState(false)
  const [pending, setPending] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const device = devices.find((one) => one.userName === userName.trim().toLowerCase())

  const submit = async () => {
    if (device === undefined) {
      setRefusal({ type: 'no-key', userName: userName.trim() })
      return
    }
    setPending(true)
    const result = await signInWith(device.deviceId, { userName: userName.trim(), password })
    setPending(false)
    if (result.type === 'done') signedIn(result.value)
    else if (result.type === 'refused') {
      setRefusal({ type: 'problem', problem: result.problem, at: Date.now() })
      setPassword('')
    }
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (!pending && userName.trim() !== '' && password !== '') void submit()
  }
  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))

  return (
    <form className="entry-form col g16" onSubmit={onSubmit}>
      <div>
        <h1 className="hero">{t('title')}</h1>
        <p className="t2" style={{ marginTop: 4 }}>
          {t('lead')}
        </p>
      </div>
      {refusal !== null && <RefusalAlert refusal={refusal} />}
      {refusal === null && device?.signedInAt === 0 && <FreshApproval device={device} />}
      <Field
        label={t('userName')}
        size="lg"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        maxLength={100}
        value={userName}
        onChange={(event) => setUserName(event.currentTarget.value)}
      />
      <Field
        label={t('password')}
        size="lg"
        name="password"
        type={shown ? 'text' : 'password'}
        autoComplete="current-password"
        required
        maxLength={200}
        ref={passwordField}
        value={password}
        onKeyUp={watchCapsLock}
        onChange={(event) => setPassword(event.currentTarget.value)}
        hint={capsLock ? t('capsLock') : undefined}
        side={
          <IconButton
            icon={shown ? IconEyeOff : IconEye}
            label={t(shown ? 'hidePassword' : 'showPassword')}
            onPress={() => setShown(!shown)}
          />
        }
      />
      <Button type="submit" look="primary" size="xl" full pending={pending} onPress={() => undefined}>
        {t(pending ? 'submitting' : 'submit')}
      </Button>
      <div className="row g8 top xs t2" style={{ paddingTop: 4 }}>
        <Icon of={IconDeviceLaptop} size={16} />
        <span>
          {t('keyNote')}{' '}
          <Link to="/enrol" className="u nw">
            {t('useCode')}
          </Link>
        </span>
      </div>
    </form>
  )
}
