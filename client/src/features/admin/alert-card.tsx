import { anomalyRoutes, type Anomaly } from '@hearthline/shared'
import {
  IconClockExclamation,
  IconCopy,
  IconDevices,
  IconPlaneDeparture,
  IconWorldQuestion,
  type Icon as TablerIcon,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { ToneTile, type Tone } from '../../ui/components/state-mark.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { moment } from '../../ui/format/time.ts'
import { useAlertFacts, useAlertSentence } from './use-alert-words.ts'

const icons: Record<Anomaly['kind'], TablerIcon> = {
  'new-address': IconWorldQuestion,
  'impossible-travel': IconPlaneDeparture,
  'two-devices': IconDevices,
  'outside-shift': IconClockExclamation,
  'key-reused': IconCopy,
}
export const takenTones: Record<Anomaly['taken'], Tone> = { card: 'idle', 'step-up': 'hold', lock: 'bad' }

/** Closes an alert with a note; `allow` also lets one sign-in of the device pass. */
const CloseModal = ({
  anomaly,
  allow,
  onClose,
}: {
  anomaly: Anomaly
  allow: boolean
  onClose: () => void
}) => {
  const { t } = useTranslation('adminAccess')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const noteId = useId()
  const [note, setNote] = useState('')
  const { anomalyId } = anomaly
  const name = anomaly.person.displayName
  const close = useMutation({
    mutationFn: () =>
      fetchAnswer(anomalyRoutes.close, { params: { anomalyId }, body: { note: note.trim(), allow } }),
    onSuccess: () => {
      toast({
        key: anomalyId,
        tone: 'ready',
        title: allow ? t('alerts.allowedDone', { name }) : t('alerts.closedDone'),
      })
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['anomalies'] }),
  })
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (!close.isPending) close.mutate()
  }
  return (
    <Modal title={allow ? t('alerts.allowTitle', { name }) : t('alerts.closeTitle')} onClose={onClose}>
      <form className="col g16" onSubmit={onSubmit}>
        <p className="t2">{t(allow ? 'alerts.allowText' : 'alerts.closeText')}</p>
        {close.isError && (
          <Alert tone="bad" urgent>
            {problemText(problemOf(close.error))}
          </Alert>
        )}
        <div>
          <label className="lab" htmlFor={noteId}>
            {t('alerts.note')}
          </label>
          <textarea
            id={noteId}
            className="inp"
            rows={3}
            maxLength={200}
            data-autofocus
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
        <div className="row g8 row-end">
          <Button onPress={onClose}>{common('action.cancel')}</Button>
          <Button type="submit" look="primary" pending={close.isPending} onPress={() => undefined}>
            {t(allow ? 'alerts.allow' : 'alerts.close')}
          </Button>
        </div>
      </form>
    </Modal>
  )
}

/** One open alert: what happened, what is known, what policy did, and what can be done. */
export const AlertCard = ({ anomaly }: { anomaly: Anomaly }) => {
  const { t, i18n } = useTranslation('adminAccess')
  const sentence = useAlertSentence()
  const factsOf = useAlertFacts()
  const ago = useAgo()
  const [closing, setClosing] = useState<'close' | 'allow' | null>(null)
  const headId = useId()
  const name = anomaly.person.displayName
  const of = <span className="vh">{t('alerts.of', { name })}</span>
  return (
    <article className="card p16 col g12" aria-labelledby={headId}>
      <div className="row g12 top">
        <ToneTile tone={takenTones[anomaly.taken]} icon={icons[anomaly.kind]} />
        <div className="f1">
          <div className="row g8 wrap">
            <Chip tone="idle">{t(`alerts.kinds.${anomaly.kind}`)}</Chip>
            <span className="xs t3 num" title={moment(anomaly.at, i18n.language)}>
              {ago(anomaly.at)}
            </span>
          </div>
          <p className="b break" id={headId}>
            {sentence(anomaly)}
          </p>
        </div>
      </div>
      <dl className="dt">
        {factsOf(anomaly).map(({ word, text }) => (
          <div key={word} className="dt-pair">
            <dt>{word}</dt>
            <dd className="code break">{text}</dd>
          </div>
        ))}
      </dl>
      <Alert tone={takenTones[anomaly.taken]}>{t(`alerts.taken.${anomaly.taken}`)}</Alert>
      <div className="row g8 wrap row-end card-end">
        {anomaly.device !== null && (
          <Link to="/admin/devices" search={{ search: name }} className="btn sub">
            {t('alerts.toDevice')}
            {of}
          </Link>
        )}
        {anomaly.taken === 'step-up' && (
          <Button onPress={() => setClosing('allow')}>
            {t('alerts.allow')}
            {of}
          </Button>
        )}
        <Button look="primary" onPress={() => setClosing('close')}>
          {t('alerts.close')}
          {of}
        </Button>
      </div>
      {closing !== null && (
        <CloseModal anomaly={anomaly} allow={closing === 'allow'} onClose={() => setClosing(null)} />
      )}
    </article>
  )
}
