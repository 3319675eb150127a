import { IconLifebuoy } from '@tabler/icons-react'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { lazyNamed, withSteeringTexts } from '../../app/lazy.ts'
import { ariaKeys } from '../../keys/index.ts'
import { Button } from '../../ui/components/button.tsx'
import { ErrorBoundary } from '../../ui/components/error-boundary.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'
import { type HelpState, helpButtonId } from './help-state.ts'

const HelpPanel = lazyNamed(
  withSteeringTexts(() => import('./help-panel.tsx')),
  'HelpPanel',
)

/** What the panel has to show. A failed download breaks this part only, never the call's controls. */
export const HelpPart = ({ help }: { help: HelpState }) =>
  help.shown && (
    <ErrorBoundary>
      <Suspense>
        <HelpPanel open={help.open} onClose={help.close} />
      </Suspense>
    </ErrorBoundary>
  )

/** The button outside of a call, where there is no grid of controls. */
export const HelpBar = ({ help }: { help: HelpState }) => {
  const { t } = useTranslation('dock')
  return (
    <section className="dock-foot col g8" aria-label={t('help.key')}>
      <Button
        size="sm"
        full
        id={helpButtonId}
        icon={IconLifebuoy}
        aria-pressed={help.standing}
        aria-expanded={help.open}
        aria-keyshortcuts={ariaKeys('help')}
        onPress={help.toggle}
      >
        {t('help.key')} <Kbd keys={['Alt', 'G']} />
      </Button>
      <HelpPart help={help} />
    </section>
  )
}
