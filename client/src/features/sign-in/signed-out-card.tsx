import { IconLogout } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { KnownEnding } from '../../app/session.ts'
import { Button } from '../../ui/components/button.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { EndingFacts } from './ending-facts.tsx'
import { useEndingWords } from './ending-words.ts'

/** Why the sign-in ended, who did it and when, and what became of the call (01c, state 6). */
export const SignedOutCard = ({ ending, onAgain }: { ending: KnownEnding; onAgain: () => void }) => {
  const { t } = useTranslation('signIn')
  const words = useEndingWords()
  return (
    <div className="entry-form col g16" role="alert" data-ending={ending.reason} data-call-fate={ending.call}>
      <ToneTile tone="idle" icon={IconLogout} />
      <div>
        <h1 className="hero">{t('ended.title')}</h1>
        <p className="t2" style={{ marginTop: 4 }}>
          {words(ending)} {ending.call === 'cut' && t('ended.callCut')}
          {ending.call === 'drains' && t('ended.callDrained')} {t('ended.safe')}
        </p>
      </div>
      <EndingFacts ending={ending} />
      <div>
        <Button look="primary" size="lg" onPress={onAgain}>
          {t('ended.again')}
        </Button>
      </div>
    </div>
  )
}
