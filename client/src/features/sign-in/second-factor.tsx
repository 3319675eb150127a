import { IconDeviceMobile } from '@tabler/icons-react'
import { useEffect, useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { CodeInput } from '../../ui/components/code-input.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'

const digits = 6
const onlyDigits = (text: string): string => text.replaceAll(/\D/g, '')

/** Key and password were right; the code of the authenticator app is what is left. */
export const SecondFactor = ({
  wrong,
  pending,
  onCode,
  onBack,
}: {
  wrong: boolean
  pending: boolean
  onCode: (code: string) => void
  onBack: () => void
}) => {
  const { t } = useTranslation('signIn')
  const [code, setCode] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const filled = code.length === digits
  const send = () => {
    if (!filled || pending) return
    onCode(code)
    // It works once: whatever comes back, another one has to be typed.
    setCode('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  return (
    <form className="entry-form col g16" onSubmit={submit}>
      <ToneTile tone="live" icon={IconDeviceMobile} />
      <div>
        <h1 className="h1">{t('secondFactor.title')}</h1>
        <p className="t2" style={{ marginTop: 4 }}>
          {t('secondFactor.lead')}
        </p>
      </div>
      {wrong && !pending && code === '' && (
        <Alert tone="bad" urgent>
          {t('secondFactor.wrong')}
        </Alert>
      )}
      <CodeInput
        ref={field}
        label={t('secondFactor.code')}
        value={code}
        length={digits}
        numeric
        clean={onlyDigits}
        disabled={pending}
        onChange={setCode}
        onComplete={filled ? send : undefined}
      />
      <div className="row g8">
        <Button
          type="submit"
          look="primary"
          size="lg"
          pending={pending}
          onPress={filled ? () => undefined : undefined}
        >
          {t(pending ? 'submitting' : 'submit')}
        </Button>
        <Button look="subtle" size="lg" onPress={onBack}>
          {t('secondFactor.back')}
        </Button>
      </div>
      <p className="xs t2">{t('secondFactor.lost')}</p>
    </form>
  )
}
