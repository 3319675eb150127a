import { IconBackspace, IconPhoneFilled, IconRepeat, IconShieldCheck } from '@tabler/icons-react'
import { type FormEvent, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMe } from '../../app/session.ts'
import { useShortcut } from '../../keys/index.ts'
import { Button, IconButton } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { cleanNumber } from './dial-number.ts'

const keypad = [
  ['1', ''],
  ['2', 'ABC'],
  ['3', 'DEF'],
  ['4', 'GHI'],
  ['5', 'JKL'],
  ['6', 'MNO'],
  ['7', 'PQRS'],
  ['8', 'TUV'],
  ['9', 'WXYZ'],
  ['+', ''],
  ['0', ''],
] as const

type Format = (digits: string) => string

/** By country, once loaded: a pad that opens again groups at once, before anybody has put the caret into it. */
const formats = new Map<string, Format>()

/** Groups digits while they are typed. The tables are large, so they come when the field is first used. */
const loadFormat = async (country: string): Promise<Format> => {
  const { AsYouType, isSupportedCountry } = await import('libphonenumber-js/min')
  const format: Format = (digits) =>
    new AsYouType(isSupportedCountry(country) ? country : undefined).input(digits)
  formats.set(country, format)
  return format
}

/** A number of any format, a keypad, and the one button that asks for the call. */
export const DialPad = ({
  onDial,
  onRedial,
  blocked,
  kept,
}: {
  /** Undefined: no call can start now; `blocked` says why. */
  onDial: ((number: string) => void) | undefined
  /** Calls whom this page called last; undefined: nobody yet, or not now. */
  onRedial: (() => void) | undefined
  blocked: string | null
  /** What stands in the field when the pad opens. */
  kept: string
}) => {
  const { t } = useTranslation('dock')
  const me = useMe()
  const id = useId()
  const [digits, setDigits] = useState(kept)
  const [extension, setExtension] = useState(false)
  const country = me?.defaultCountry ?? 'US'
  const [format, setFormat] = useState<Format | null>(() => formats.get(country) ?? null)
  const asked = useRef(format !== null)
  /** On the first touch of the field or the keypad: the first load of the screen does not wait for the tables. */
  const prepare = (): void => {
    if (asked.current) return
    asked.current = true
    loadFormat(country).then(
      (loaded) => setFormat(() => loaded),
      () => {
        // The network is down just now: ungrouped digits until the next touch.
        asked.current = false
      },
    )
  }

  const shown = format === null ? digits : format(digits)
  const write = (text: string): void => {
    const clean = cleanNumber(text)
    setDigits(clean.digits)
    setExtension(clean.extension)
  }
  /** Deleting a bracket or space of the formatting means the digit before it. */
  const typed = (text: string): void => {
    const clean = cleanNumber(text).digits
    const shortened = text.length < shown.length && clean === digits && shown.startsWith(text)
    if (shortened) setDigits(digits.slice(0, -1))
    else write(text)
  }
  const dialable = digits.replace('+', '').length >= 3
  const dial = dialable && onDial !== undefined ? () => onDial(digits) : undefined
  useShortcut('call-or-answer', dial)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    dial?.()
  }
  return (
    <form className="col g10" onSubmit={submit}>
      <div>
        <label className="vh" htmlFor={id}>
          {t('number.label')}
        </label>
        <div className="inp lg">
          <input
            id={id}
            className="num dial-input"
            type="tel"
            autoComplete="off"
            placeholder={t('number.placeholder')}
            aria-describedby={`${id}-hint`}
            value={shown}
            onFocus={prepare}
            onChange={(event) => typed(event.target.value)}
          />
          <IconButton
            icon={IconBackspace}
            label={t('number.backspace')}
            onPress={digits === '' ? undefined : () => setDigits(digits.slice(0, -1))}
          />
        </div>
        <p className="hint" id={`${id}-hint`}>
          {extension ? t('number.extension') : t('number.hint')}
        </p>
      </div>
      <fieldset className="keypad" aria-label={t('number.keypad')}>
        {keypad.map(([key, letters]) => (
          <button
            key={key}
            type="button"
            className={key === '0' ? 'pad-key pad-zero' : 'pad-key'}
            aria-label={key}
            onClick={() => {
              prepare()
              write(`${digits}${key}`)
            }}
          >
            <span className="pad-digit num">{key}</span>
            {letters !== '' && <span className="pad-letters">{letters}</span>}
          </button>
        ))}
      </fieldset>
      <Button look="go" size="xl" full type="submit" onPress={dial} aria-describedby={`${id}-why`}>
        <IconPhoneFilled className="ic" size={18} aria-hidden />
        {t('number.call')} <kbd aria-hidden>↵</kbd>
      </Button>
      {digits === '' && onRedial !== undefined && (
        <Button full icon={IconRepeat} onPress={onRedial}>
          {t('number.redial')}
        </Button>
      )}
      <p className="row g8 xs t2 top" id={`${id}-why`}>
        <Icon of={IconShieldCheck} size={16} />
        <span>{blocked ?? t('number.gate')}</span>
      </p>
    </form>
  )
}
