import { IconLogout } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { KnownEnding } from '../../app/session.ts'
import { Button } from '../../ui/components/button.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { clock, day } from '../../ui/format/time.ts'

/** Why the sign-in ended, who did it and when (01c, state 6). */
export const SignedOutCard = ({ ending, onAgain }: { ending: KnownEnding; onAgain: () => void }) => {
  const { t, i18n } = useTranslation('signIn')
  return (
    <div className="entry-form col g16" role="alert">
      <ToneTile tone="idle" icon={IconLogout} />
      <div>
        <h1 className="hero">{t('ended.title')}</h1>
        <p className="t2" style={{ marginTop: 4 }}>
          {t(`ended.${ending.reason}`)}{' '}
          {ending.note !== null && ending.note !== '' && t('ended.reason', { note: ending.note })}{' '}
          {t('ended.safe')}
        </p>
      </div>
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
      </dl>
      <div>
        <Button look="primary" size="lg" onPress={onAgain}>
          {t('ended.again')}
        </Button>
      </div>
    </div>
  )
}
