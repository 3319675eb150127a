import { IconCheck, IconDeviceLaptop, IconEye, IconEyeOff, IconFingerprint } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState, type KeyboardEvent, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeptDevice } from '../../device/store.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { LostComputerHelp } from '../../ui/components/lost-computer-help.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { day, duration } from '../../ui/format/time.ts'
import { PasswordHelp } from './password-help.tsx'
import { RefusalAlert, retryAt, type Refusal } from './refusal-alert.tsx'

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

/** Name and password; the key of this browser signs the challenge after the press. */
export const SignInForm = ({
  userName,
  password,
  device,
  refusal,
  pending,
  onUserName,
  onPassword,
  onSubmit,
}: {
  userName: string
  password: string
  /** The device of that name in this browser. */
  device: KeptDevice | null
  refusal: Refusal | null
  pending: boolean
  onUserName: (text: string) => void
  onPassword: (text: string) => void
  onSubmit: () => void
}) => {
  const { t } = useTranslation('signIn')
  const [shown, setShown] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const [help, setHelp] = useState<'password' | 'computer' | null>(null)
  const passwordField = useRef<HTMLInputElement>(null)
  // The name is known in this browser, so the next thing to type is the password.
  useEffect(() => passwordField.current?.focus(), [])
  const now = useNow()
  const waitMs = retryAt(refusal) - now
  const blocked = waitMs > 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!pending && !blocked && userName.trim() !== '' && password !== '') onSubmit()
  }
  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  const hardware = device?.grade === 'D2'
  const toggle = (what: 'password' | 'computer') => setHelp(help === what ? null : what)

  return (
    <form className="entry-form col g16" onSubmit={submit}>
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
        onChange={(event) => onUserName(event.currentTarget.value)}
      />
      <div className="password-field">
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
          onChange={(event) => onPassword(event.currentTarget.value)}
          hint={capsLock ? t('capsLock') : undefined}
          side={
            <IconButton
              icon={shown ? IconEyeOff : IconEye}
              label={t(shown ? 'hidePassword' : 'showPassword')}
              onPress={() => setShown(!shown)}
            />
          }
        />
        <button
          type="button"
          className="link sm forgot"
          aria-expanded={help === 'password'}
          onClick={() => toggle('password')}
        >
          {t('forgot')}
        </button>
      </div>
      {help === 'password' && <PasswordHelp />}
      <Button
        type="submit"
        look="primary"
        size="xl"
        full
        pending={pending}
        onPress={blocked ? undefined : () => undefined}
      >
        {blocked
          ? t('retryIn', { time: duration(Math.max(1_000, waitMs)) })
          : t(pending ? (hardware ? 'confirmHardware' : 'submitting') : 'submit')}
      </Button>
      <div className="row g8 top xs t2" style={{ paddingTop: 4 }}>
        <Icon of={hardware ? IconFingerprint : IconDeviceLaptop} size={16} />
        <span>
          {t('keyNote')}{' '}
          <Link to="/enrol" className="u nw">
            {t('useCode')}
          </Link>
          {' · '}
          <button
            type="button"
            className="link nw"
            aria-expanded={help === 'computer'}
            onClick={() => toggle('computer')}
          >
            {t('lost')}
          </button>
        </span>
      </div>
      {help === 'computer' && <LostComputerHelp toCode />}
    </form>
  )
}
