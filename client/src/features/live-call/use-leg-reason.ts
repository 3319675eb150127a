import { useTranslation } from 'react-i18next'
import { type EndReason, useReasonText } from '../../softphone/index.ts'

const phoneFailures = [
  'microphone-denied',
  'microphone-missing',
  'microphone-busy',
  'no-line',
  'line-lost',
  'line-timeout',
  'audio-path',
  'refused',
  'control-away',
] as const
const problems = [
  'call-not-found',
  'call-ended',
  'agent-not-registered',
  'voice-unavailable',
  'not-listening',
  'supervisor-speaking',
  'taken-over',
] as const

/** Why a lead is not in a call or not in a mode, with their next step: nothing rings and nobody is called here. */
export const useLegReason = (): ((reason: EndReason) => string) => {
  const { t } = useTranslation('liveCall')
  const other = useReasonText()
  return (reason) => {
    if (reason.type === 'phone') {
      const failure = phoneFailures.find((one) => one === reason.failure)
      if (failure !== undefined) return t(`reason.${failure}`)
    }
    if (reason.type === 'problem') {
      const code = problems.find((one) => one === reason.code)
      if (code !== undefined) return t(`reason.${code}`)
    }
    return other(reason)
  }
}
