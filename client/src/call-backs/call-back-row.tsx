import type { CallBack } from '@hearthline/shared'
import { IconCheck, IconPhoneFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DialTarget } from '../softphone/index.ts'
import { Chip } from '../ui/components/alert.tsx'
import { Button } from '../ui/components/button.tsx'
import { dayAndTime, hourAndMinute } from '../ui/format/time.ts'
import { isDue, useCallBackDone } from './use-call-backs.ts'

const hourMs = 3_600_000

/** When it is due, in words: on the clock, and how long until then within the day. */
const useDueWords = (): ((callBack: Pick<CallBack, 'dueAt'>, now: number) => string) => {
  const { t, i18n } = useTranslation('callBacks')
  return ({ dueAt }, now) => {
    if (dueAt === null) return t('due.soon')
    const at =
      Math.abs(dueAt - now) < 12 * hourMs
        ? hourAndMinute(dueAt, i18n.language)
        : dayAndTime(dueAt, now, i18n.language)
    if (dueAt <= now) return t('due.since', { time: at })
    const minutes = Math.ceil((dueAt - now) / 60_000)
    if (minutes < 60) return t('due.inMinutes', { time: at, count: minutes })
    return minutes < 12 * 60 ? t('due.inHours', { time: at, count: Math.round(minutes / 60) }) : at
  }
}

/** One promise to call. `onCall` undefined: not now. */
export const CallBackRow = ({
  callBack,
  now,
  onCall,
}: {
  callBack: CallBack
  now: number
  onCall: ((to: DialTarget) => void) | undefined
}) => {
  const { t } = useTranslation('callBacks')
  const { t: common } = useTranslation()
  const dueWords = useDueWords()
  const done = useCallBackDone()
  const { callBackId, customer, reason, note } = callBack
  const name = customer.displayName ?? common('unknownCustomer')
  const due = isDue(callBack, now)
  return (
    <li className="call-back" data-call-back-id={callBackId} data-due={due}>
      <div className="call-back-when">
        <span className={due ? 'b num c-ring' : 'num t2'}>{dueWords(callBack, now)}</span>
        <Chip tone={reason === 'asked' ? 'idle' : 'hold'}>{t(`reason.${reason}`)}</Chip>
      </div>
      <div className="call-back-who">
        <span className="m el" title={name}>
          {name}
        </span>
        <span className="xs t2 num">{customer.maskedNumber}</span>
        {note !== '' && <span className="sm t2 note-text">{note}</span>}
      </div>
      <div className="row g8">
        <Button
          look="go"
          size="sm"
          aria-label={t('callOne', { name })}
          onPress={onCall && (() => onCall({ type: 'call-back', callBackId }))}
        >
          <IconPhoneFilled className="ic" size={14} aria-hidden />
          {t('call')}
        </Button>
        <Button
          size="sm"
          icon={IconCheck}
          aria-label={t('doneOne', { name })}
          pending={done.isPending}
          onPress={() => done.mutate(callBackId)}
        >
          {t('done')}
        </Button>
      </div>
    </li>
  )
}
