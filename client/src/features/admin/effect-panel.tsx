import type { NetworkPreview } from '@hearthline/shared'
import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button, Spinner } from '../../ui/components/button.tsx'
import { Avatar, PersonName } from '../../ui/components/person.tsx'
import { faultyKey, type Step } from './network-draft.ts'

const shown = 8

const Losing = ({ preview }: { preview: NetworkPreview }) => {
  const { t } = useTranslation('adminNetworks')
  const total = preview.losingTotal
  if (total === 0) return <Alert tone="ready">{t('effect.nobody')}</Alert>
  const rest = total - Math.min(shown, preview.losing.length)
  return (
    <>
      <div className="row g12">
        <span className="num effect-count c-bad">{total}</span>
        <span className="sm">
          {t('effect.lose', { count: total })}
          {preview.youLose && (
            <>
              <br />
              {t('effect.youToo')}
            </>
          )}
        </span>
      </div>
      <ul className="col g8 sm">
        {preview.losing.slice(0, shown).map((person) => (
          <li key={`${person.personId} ${person.address}`} className="row g8">
            <Avatar name={person.displayName} size={24} />
            <span className="f1" title={person.address}>
              <PersonName
                name={person.you ? t('effect.you', { name: person.displayName }) : person.displayName}
              />
            </span>
            <span className={`xs ${person.outcome === 'drains' ? 'c-hold' : 'c-bad'}`}>
              {t(`effect.outcomes.${person.outcome}`)}
            </span>
          </li>
        ))}
        {rest > 0 && <li className="t2">{t('effect.others', { count: rest })}</li>}
      </ul>
    </>
  )
}

/** Who would lose access if the draft were published now. */
export const EffectPanel = ({
  steps,
  preview,
  onDiscard,
}: {
  steps: readonly Step[]
  preview: UseQueryResult<NetworkPreview>
  onDiscard: () => void
}) => {
  const { t } = useTranslation('adminNetworks')
  const problemText = useProblemText()
  const body = () => {
    if (steps.length === 0) return <p className="sm t2">{t('effect.nothing')}</p>
    if (preview.isError) {
      const problem = problemOf(preview.error)
      return (
        <>
          <Alert tone="bad" urgent>
            <b>{t('effect.failed')}</b>{' '}
            {faultyKey(problem, steps) === null ? problemText(problem) : t('effect.faulty')}
          </Alert>
          <Button size="sm" onPress={() => void preview.refetch()}>
            {t('check')}
          </Button>
        </>
      )
    }
    if (preview.data === undefined) {
      return (
        <p className="row g8 sm t2">
          <Spinner size={16} />
          {t('effect.checking')}
        </p>
      )
    }
    return <Losing preview={preview.data} />
  }
  return (
    <section className="card p16 col g12" aria-label={t('effect.title')}>
      <div className="row sp">
        <h3 className="h3">{t('effect.title')}</h3>
        {steps.length > 1 && (
          <button type="button" className="link xs" onClick={onDiscard}>
            {t('effect.discard')}
          </button>
        )}
      </div>
      <div className="col g12" aria-live="polite">
        {body()}
      </div>
    </section>
  )
}
