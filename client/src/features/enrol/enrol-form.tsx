import type { EnrolledDevice, Problem } from '@hearthline/shared'
import { IconDeviceLaptop, IconKey } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import { browserName } from '../../device/browser-name.ts'
import { enrolDevice, keptDevices } from '../../device/device.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { CodeInput } from '../../ui/components/code-input.tsx'
import { Field } from '../../ui/components/field.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { cleanCode } from './clean-code.ts'
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
  const problemText = useProblemText()
  const [code, setCode] = useState(initialCode)
  const [name, setName] = useState(() => browserName(navigator.userAgent))
  const [pending, setPending] = useState(false)
  const submitButton = useRef<HTMLButtonElement>(null)
  const codeField = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // A link has filled the code in: one press, also of Enter, is all that is left.
    if (initialCode.length === codeLength) submitButton.current?.focus()
    else codeField.current?.focus()
  }, [initialCode])
  const kept = useQuery({ queryKey: ['kept-devices'], queryFn: keptDevices })
  const codeRefused = refused?.code === 'enrolment-code-refused'
  const filled = code.length === codeLength && name.trim() !== ''

  const submit = async () => {
    setPending(true)
    try {
      const result = await enrolDevice({ code, deviceName: name.trim(), hardware: false })
      if (result.type === 'done') onEnrolled(result.value)
      else if (result.type === 'refused') onRefused(result.problem, code)
    } finally {
      setPending(false)
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
      {refused !== null && (
        <Alert tone="bad" urgent>
          {codeRefused ? t('enrol.refusedText') : problemText(refused)}
        </Alert>
      )}
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
      <div className="row g8">
        <Button
          type="submit"
          look="primary"
          size="lg"
          pending={pending}
          ref={submitButton}
          onPress={filled ? () => undefined : undefined}
        >
          {t(pending ? 'enrol.continuing' : codeRefused ? 'enrol.again' : 'enrol.continue')}
        </Button>
        {(kept.data?.some((device) => device.state === 'approved') ?? false) && (
          <Link to="/" className="btn sub lg">
            {t('enrol.haveKey')}
          </Link>
        )}
      </div>
      <p className="xs t2">{t('enrol.noCode')}</p>
    </form>
  )
}
