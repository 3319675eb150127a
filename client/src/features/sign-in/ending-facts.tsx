import { useTranslation } from 'react-i18next'
import type { KnownEnding } from '../../app/session.ts'
import { clock, day } from '../../ui/format/time.ts'

/** When the sign-in ended and who did it. */
export const EndingFacts = ({ ending }: { ending: KnownEnding }) => {
  const { t, i18n } = useTranslation('signIn')
  return (
    <dl className="dt">
      <dt>{t('ended.when')}</dt>
      <dd className="num">
        {day(ending.at, i18n.language)}, {clock(ending.at, i18n.language)}
      </dd>
      {ending.by !== null && (
        <>
          <dt>{t('ended.by')}</dt>
          <dd>{ending.by}</dd>
        </>
      )}
      {ending.reference !== null && (
        <>
          <dt>{t('ended.reference')}</dt>
          <dd className="code">{ending.reference}</dd>
        </>
      )}
    </dl>
  )
}
