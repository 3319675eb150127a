import type { EnrolledDevice, Problem } from '@hearthline/shared'
import { IconCopy, IconDeviceLaptop, IconFingerprint, IconKey } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { browserName } from '../../device/browser-name.ts'
import { enrolDevice } from '../../device/device.ts'
import { keptDevices } from '../../device/signing.ts'
import { hasHardwareKey, type HardwareFault } from '../../device/hardware-key.ts'
import { Button } from '../../ui/components/button.tsx'
import { CodeInput } from '../../ui/components/code-input.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { LostComputerHelp } from '../../ui/components/lost-computer-help.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { cleanCode } from './clean-code.ts'
import { EnrolAlert } from './enrol-alert.tsx'
import './enrol.css'

const codeLength = 10

/** Takes the enrolment code; filled in by the link, it is one press. */
export const EnrolForm = ({
  initialCode,
  refused,
  onEnrolled,
  onRefused,
}: {
  initialCode: string
  refused: Problem | null
  onEnrolled: (device: EnrolledDevice) => void
  onRefused: (problem: Problem, code: string) => void
}) => {
  const { t } = useTranslation('signIn')
  const [code, setCode] = useState(initialCode)
  const [name, setName] = useState(() => browserName(navigator.userAgent))
  const [pending, setPending] = useState(false)
  const [help, setHelp] = useState(false)
  /** Null until asked of the browser. */
  const [chip, setChip] = useState<boolean | null>(null)
  const [hardware, setHardware] = useState(true)
  const [fault, setFault] = useState<HardwareFault | null>(null)
  useEffect(() => void hasHardwareKey().then(setChip), [])
  const submitButton = useRef<HTMLButtonElement>(null)
  const codeField = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // A link has filled the code in: one press, also of Enter, is all that is left.
    if (initialCode.length === codeLength) submitButton.current?.focus()
    else codeField.current?.focus()
  }, [initialCode])
  const kept = useQuery({ queryKey: ['kept-devices'], queryFn: keptDevices })
  const codeRefused = refused?.code === 'enrolment-code-refused'
  const withChip = chip === true && hardware
  const filled = code.length === codeLength && name.trim() !== ''

  const submit = async () => {
    setPending(true)
    setFault(null)
    try {
      const result = await enrolDevice({ code, deviceName: name.trim(), hardware: withChip })
      if (result.type === 'done') onEnrolled(result.value)
      else if (result.type === 'hardware') setFault(result.fault)
      // The chip's key was not one that stays in this computer, or not made as asked.
      else if (withChip && result.problem.code === 'invalid-request') setFault('not-possible')
      else onRefused(result.problem, code)
    } finally {
      setPending(false)
    }
  }
  const copyMessage = async () => {
    try {
      await navigator.clipboard.writeText(t('enrol.message', { browser: name.trim() }))
      toast({ key: 'message', tone: 'ready', title: t('enrol.messageCopied') })
    } catch {
      // The browser keeps its clipboard to itself: the words are short enough to be said.
      setHelp(true)
    }
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (filled && !pending) void submit()
  }

  return (
    <form className="col g16 enrol-form" onSubmit={onSubmit}>
      <ToneTile tone={codeRefused ? 'bad' : 'live'} icon={codeRefused ? IconKey : IconDeviceLaptop} />
      <div>
        <h1 className="h1">{t(codeRefused ? 'enrol.refusedTitle' : 'enrol.title')}</h1>
        <p className="t2" style={{ marginTop: 4 }}>
          {t(
            codeRefused
              ? 'enrol.refusedLead'
              : initialCode.length === codeLength
                ? 'enrol.leadFilled'
                : 'enrol.lead',
          )}
        </p>
      </div>
      <EnrolAlert refused={fault === null ? refused : null} fault={fault} chip={chip === true} />
      <CodeInput
        ref={codeField}
        label={t('enrol.code')}
        value={code}
        length={codeLength}
        clean={cleanCode}
        onChange={setCode}
        onComplete={filled && !pending ? () => void submit() : undefined}
        invalid={codeRefused && code === initialCode}
      />
      <Field
        label={t('enrol.deviceName')}
        hint={t('enrol.deviceNameHint')}
        value={name}
        maxLength={60}
        required
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {chip === true ? (
        <div className="row g10 top enrol-chip">
          <input
            type="checkbox"
            id="enrol-chip"
            checked={hardware}
            aria-describedby="enrol-chip-hint"
            onChange={(event) => setHardware(event.currentTarget.checked)}
          />
          <div className="f1">
            <label className="b row g6" htmlFor="enrol-chip">
              <Icon of={IconFingerprint} size={16} />
              {t('enrol.hardware')}
            </label>
            <p className="xs t2" id="enrol-chip-hint">
              {t('enrol.hardwareHint')}
            </p>
          </div>
        </div>
      ) : (
        chip === false && <p className="xs t2">{t('enrol.hardwareNone')}</p>
      )}
      <div className="row g8 wrap">
        <Button
          type="submit"
          look="primary"
          size="lg"
          pending={pending}
          ref={submitButton}
          onPress={filled ? () => undefined : undefined}
        >
          {t(
            pending
              ? withChip
                ? 'confirmHardware'
                : 'enrol.continuing'
              : codeRefused
                ? 'enrol.again'
                : 'enrol.continue',
          )}
        </Button>
        {(kept.data?.some((device) => device.state === 'approved') ?? false) && (
          <Link to="/" className="btn sub lg">
            {t('enrol.haveKey')}
          </Link>
        )}
        {codeRefused ? (
          <Button look="subtle" size="lg" icon={IconCopy} onPress={() => void copyMessage()}>
            {t('enrol.copyMessage')}
          </Button>
        ) : (
          <Button look="subtle" size="lg" aria-expanded={help} onPress={() => setHelp(!help)}>
            {t('enrol.haveNoCode')}
          </Button>
        )}
      </div>
      {help && (
        <>
          <p className="sm t2">{t('enrol.noCode')}</p>
          <LostComputerHelp />
        </>
      )}
    </form>
  )
}
