import type { Anomaly } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'

/** What happened, in one sentence of its kind. */
export const useAlertSentence = (): ((anomaly: Anomaly) => string) => {
  const { t } = useTranslation('adminAccess')
  return ({ kind, person, device, address, facts }) => {
    const name = person.displayName
    const deviceName = device?.name ?? t('alerts.noDevice')
    switch (kind) {
      case 'impossible-travel':
        return facts.site === null ||
          facts.lastSite === null ||
          facts.kilometres === null ||
          facts.minutes === null
          ? t('alerts.sentence.impossible-travel-plain', { name, address })
          : t('alerts.sentence.impossible-travel', {
              name,
              site: facts.site,
              lastSite: facts.lastSite,
              kilometres: Math.round(facts.kilometres),
              minutes: Math.round(facts.minutes),
            })
      case 'two-devices':
        return facts.otherDevice === null
          ? t('alerts.sentence.two-devices-plain', { name })
          : t('alerts.sentence.two-devices', { name, device: deviceName, other: facts.otherDevice })
      case 'new-address':
        return t('alerts.sentence.new-address', { name, address })
      case 'outside-shift':
        return t('alerts.sentence.outside-shift', { name })
      case 'key-reused':
        return t('alerts.sentence.key-reused', { name, device: deviceName })
      default:
        return kind satisfies never
    }
  }
}

/** The facts that are known, each with its name. */
export const useAlertFacts = (): ((anomaly: Anomaly) => { word: string; text: string }[]) => {
  const { t } = useTranslation('adminAccess')
  return ({ device, address, facts }) => {
    const { kilometres, minutes } = facts
    const distance =
      kilometres === null || minutes === null
        ? null
        : t('alerts.kilometresIn', { kilometres: Math.round(kilometres), minutes: Math.round(minutes) })
    return [
      { word: t('alerts.facts.device'), text: device?.name ?? null },
      { word: t('alerts.facts.otherDevice'), text: facts.otherDevice },
      { word: t('alerts.facts.address'), text: address },
      { word: t('alerts.facts.network'), text: facts.network },
      { word: t('alerts.facts.lastAddress'), text: facts.lastAddress },
      { word: t('alerts.facts.site'), text: facts.site },
      { word: t('alerts.facts.lastSite'), text: facts.lastSite },
      { word: t('alerts.facts.kilometres'), text: distance },
    ].flatMap(({ word, text }) => (text === null ? [] : [{ word, text }]))
  }
}
