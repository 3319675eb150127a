import type { AuditRow } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'
import type { adminAudit } from '../../i18n/en/admin-audit.ts'

type Action = keyof typeof adminAudit.actions
type Refusal = keyof typeof adminAudit.refusals
type Reason = keyof typeof adminAudit.reasons
type Kind = keyof typeof adminAudit.kinds

/** Dots part keys in i18next. */
const keyOf = (action: string): string => action.replaceAll('.', '_')

/** What a row says, as a sentence; the raw word where a newer server says something that is not known here yet. */
export const useActionWords = () => {
  const { t, i18n } = useTranslation('adminAudit')
  const known = (key: string) => i18n.exists(`adminAudit:${key}`)
  const isAction = (key: string): key is Action => known(`actions.${key}`)
  const isRefusal = (key: string): key is Refusal => known(`refusals.${key}`)
  const isReason = (key: string): key is Reason => known(`reasons.${key}`)
  const isKind = (key: string): key is Kind => known(`kinds.${key}`)
  const step = (action: string): string => {
    const key = keyOf(action)
    return isAction(key) ? t(`actions.${key}`) : action
  }
  const what = ({ action, outcome }: Pick<AuditRow, 'action' | 'outcome'>): string => {
    if (outcome === 'done') return step(action)
    const key = keyOf(action)
    return isRefusal(key) ? t(`refusals.${key}`) : t('refusedStep', { step: step(action) })
  }
  const reason = (word: string): string => {
    const key = keyOf(word)
    return isReason(key) ? t(`reasons.${key}`) : word
  }
  const kind = (word: string): string => (isKind(word) ? t(`kinds.${word}`) : word)
  return { step, what, reason, kind }
}
