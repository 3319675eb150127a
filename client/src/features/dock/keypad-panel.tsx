import { IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useDigits } from '../../softphone/index.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { IconButton } from '../../ui/components/button.tsx'
import { dialKeys, type Digit, digitsIn } from './digits.ts'
import { usePanelKeys } from './use-panel-keys.ts'

const letters: Partial<Record<Digit, string>> = {
  '2': 'ABC',
  '3': 'DEF',
  '4': 'GHI',
  '5': 'JKL',
  '6': 'MNO',
  '7': 'PQRS',
  '8': 'TUV',
  '9': 'WXYZ',
  '0': '+',
}

/**
 * Sends tones into the call by press, by the keyboard's digits, or from a pasted text. They may be a card number, so
 * the screen shows dots, and nothing keeps them at all.
 */
export const KeypadPanel = ({
  onDigit,
  onClose,
}: {
  onDigit: ((digit: Digit) => void) | undefined
  onClose: () => void
}) => {
  const { t } = useTranslation('dockPanels')
  const { t: common } = useTranslation()
  const { digits, failed } = useDigits()
  const panel = useRef<HTMLElement>(null)
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => first.current?.focus(), [])
  const send = (keys: readonly Digit[]): void => {
    for (const key of keys) onDigit?.(key)
  }
  usePanelKeys(panel, {
    close: onClose,
    key: (event) => {
      const keys = event.key.length === 1 ? digitsIn(event.key) : []
      if (keys.length === 0 || event.repeat) return
      event.preventDefault()
      send(keys)
    },
    paste: (text) => send(digitsIn(text)),
  })
  return (
    <section ref={panel} className="call-box col g8" aria-label={t('keypad.title')}>
      <div className="row g8 sp">
        <output
          className="inp keypad-out num"
          data-digits
          aria-label={t('keypad.sent', { count: digits.length })}
        >
          {digits === '' ? <span className="t3 sm">{t('keypad.hint')}</span> : digits}
        </output>
        <IconButton icon={IconX} label={common('action.close')} onPress={onClose} />
      </div>
      {failed && (
        <Alert tone="bad" urgent>
          {t('keypad.failed')}
        </Alert>
      )}
      <fieldset className="keypad tone-pad" aria-label={t('keypad.keys')}>
        {dialKeys.map((key) => (
          <button
            key={key}
            ref={key === '1' ? first : undefined}
            type="button"
            className="pad-key"
            aria-label={key}
            disabled={onDigit === undefined}
            onClick={() => send([key])}
          >
            <span className="pad-digit num">{key}</span>
            {letters[key] !== undefined && <span className="pad-letters">{letters[key]}</span>}
          </button>
        ))}
      </fieldset>
    </section>
  )
}
