import type { CallId } from '@hearthline/shared'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseOutcome, outcomeGroups, outcomeOfKey, saveOutcome, useDeskStore } from '../../desk/index.ts'
import { useShortcutsEnabled } from '../../keys/index.ts'
import { Icon } from '../../ui/components/icon.tsx'
import { iconOfOutcome, toneOfOutcome } from './outcome-look.ts'

const typing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
  !(target instanceof HTMLInputElement && target.type === 'radio')

/** Digits choose outside of fields; Ctrl+Enter saves from anywhere. */
const useOutcomeKeys = (callId: CallId): void => {
  const enabled = useShortcutsEnabled((store) => store.enabled)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key === 'Enter') {
        event.preventDefault()
        void saveOutcome(callId, 'ready')
        return
      }
      if (!enabled || event.altKey || event.ctrlKey || event.metaKey || typing(event.target)) return
      const outcome = outcomeOfKey(event.key)
      if (outcome === null) return
      event.preventDefault()
      chooseOutcome(outcome)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [callId, enabled])
}

/** How it ended: grouped, one choice, a digit each. */
export const OutcomeList = ({ callId }: { callId: CallId }) => {
  const { t } = useTranslation('wrapUp')
  const chosen = useDeskStore((desk) => desk.outcome)
  useOutcomeKeys(callId)
  return (
    <section className="card col work-outcomes" aria-labelledby="outcome-title">
      <div className="hd">
        <h2 className="h3" id="outcome-title">
          {t('question')}
        </h2>
        <span className="xs t2 ml">{t('press')}</span>
      </div>
      <fieldset className="outcomes scroll" aria-labelledby="outcome-title">
        {outcomeGroups.map(({ group, outcomes }) => (
          <div key={group}>
            <p className="sec outcome-group">{t(`group.${group}`)}</p>
            {outcomes.map(({ outcome, key }) => (
              <label key={outcome} className="outcome" data-chosen={chosen === outcome}>
                <input
                  type="radio"
                  name="outcome"
                  className="outcome-radio"
                  value={outcome}
                  checked={chosen === outcome}
                  onChange={() => chooseOutcome(outcome)}
                />
                <span className={`c-${toneOfOutcome(outcome)}`}>
                  <Icon of={iconOfOutcome(outcome)} />
                </span>
                <span className="m f1">{t(`outcome.${outcome}`)}</span>
                {key !== null && <kbd aria-hidden>{key}</kbd>}
              </label>
            ))}
          </div>
        ))}
      </fieldset>
    </section>
  )
}
