import { PasswordFault, passwordLimits, type Problem } from '@hearthline/shared'
import { IconCheck, IconCircle, IconEye, IconEyeOff, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from './button.tsx'
import { Field } from './field.tsx'
import { Icon } from './icon.tsx'

/** Why control did not take a password; null for other refusals. */
export const passwordFault = (problem: Problem | null): PasswordFault | null => {
  if (problem?.code !== 'password-refused') return null
  const parsed = PasswordFault.safeParse(problem.detail)
  return parsed.success ? parsed.data : null
}

/** Characters as people count them, and as control does: a sign outside the BMP is one. */
export const lengthOf = (password: string): number => Array.from(password).length

/** Whether a new password may be sent; what only control can judge is judged there. */
export const isReady = (next: string, again: string, least: number): boolean =>
  next === again && lengthOf(next) >= least && lengthOf(next) <= passwordLimits.most

type Mark = 'yes' | 'no' | 'open'
const marks = {
  yes: { icon: IconCheck, tone: 'c-ready' },
  no: { icon: IconX, tone: 'c-bad' },
  open: { icon: IconCircle, tone: 't3' },
} as const

const Rule = ({ mark, text, note }: { mark: Mark; text: string; note?: string }) => (
  <li className="row g6 sm" data-rule={mark}>
    <span className={marks[mark].tone}>
      <Icon of={marks[mark].icon} size={14} />
    </span>
    <span>
      {text}
      {note !== undefined && <span className="t3"> · {note}</span>}
    </span>
  </li>
)

/** A new password twice, with its rules marked while it is typed. */
export const NewPassword = ({
  next,
  again,
  least,
  byDevice,
  fault,
  onNext,
  onAgain,
}: {
  next: string
  again: string
  /** Characters it must have. */
  least: number
  /** An approved browser is why fewer characters will do. */
  byDevice: boolean
  /** What control said about this very password. */
  fault: PasswordFault | null
  onNext: (text: string) => void
  onAgain: (text: string) => void
}) => {
  const { t } = useTranslation('account')
  const [shown, setShown] = useState(false)
  const length = lengthOf(next)
  const type = shown ? 'text' : 'password'
  return (
    <div className="col g12">
      <Field
        label={t('password.next')}
        size="lg"
        type={type}
        autoComplete="new-password"
        required
        maxLength={passwordLimits.most}
        value={next}
        error={fault === null ? undefined : t(`password.fault.${fault}`)}
        onChange={(event) => onNext(event.currentTarget.value)}
        side={
          <IconButton
            icon={shown ? IconEyeOff : IconEye}
            label={t(shown ? 'password.hide' : 'password.show')}
            onPress={() => setShown(!shown)}
          />
        }
      />
      <Field
        label={t('password.again')}
        size="lg"
        type={type}
        autoComplete="new-password"
        required
        maxLength={passwordLimits.most}
        value={again}
        onChange={(event) => onAgain(event.currentTarget.value)}
      />
      <ul className="col g4" aria-label={t('password.rules')}>
        <Rule
          mark={length >= least ? 'yes' : length === 0 ? 'open' : 'no'}
          text={t(byDevice ? 'password.lengthDevice' : 'password.length', { count: least })}
        />
        <Rule
          mark={again === '' ? 'open' : next === again ? 'yes' : next.startsWith(again) ? 'open' : 'no'}
          text={t('password.same')}
        />
        <Rule
          mark={fault === 'common' ? 'no' : 'open'}
          text={t('password.common')}
          note={t('password.checked')}
        />
        <Rule
          mark={fault === 'contains-name' ? 'no' : 'open'}
          text={t('password.name')}
          note={t('password.checked')}
        />
      </ul>
    </div>
  )
}
