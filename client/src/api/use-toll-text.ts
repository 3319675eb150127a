import type { Problem } from '@hearthline/shared'
import { useTranslation } from 'react-i18next'
import { useMe } from '../app/session.ts'
import { clocksOf } from '../ui/format/clocks.ts'

/** Why the toll guard said no, and from when it lets the call through, on the agent's clock and on the site's. */
export const useTollText = (): ((toll: NonNullable<Problem['toll']>) => string) => {
  const { t, i18n } = useTranslation('call')
  const { t: problem } = useTranslation('problems')
  const siteZone = useMe()?.shift?.timeZone ?? null
  return ({ rule, opensAt }) => {
    const why = t(`toll.${rule}`)
    if (opensAt === null) return why
    const { time, there, zone } = clocksOf(opensAt, Date.now(), i18n.language, siteZone)
    const when = there === null ? problem('opens', { time }) : problem('opensBoth', { time, there, zone })
    return `${why} ${when}`
  }
}
