import type { AccessRequestKind } from '@hearthline/shared'
import { IconCheck } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button, Spinner } from '../../ui/components/button.tsx'
import { Field } from '../../ui/components/field.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import type { AskedFor } from './use-access-request.ts'

const askWord = { network: 'askNetwork', shift: 'askShift', 'step-up': 'askStepUp' } as const

const Waiting = ({ requestedAt, reachable }: { requestedAt: number; reachable: boolean }) => {
  const { t } = useTranslation('signIn')
  const ago = useAgo()
  return (
    <div className="row g10" data-request="waiting">
      <span className={reachable ? '' : 'c-warn'}>
        <Spinner size={20} />
      </span>
      <div>
        <output className="b">{t(reachable ? 'held.waiting' : 'held.reconnecting')}</output>
        <div className="xs t2 num">{t('held.waitingText', { ago: ago(requestedAt) })}</div>
      </div>
    </div>
  )
}

/** Asking a lead, waiting for the answer, and what it was. Once granted, the sign-in goes on by itself. */
export const AskPanel = ({
  kind,
  asked,
  reference,
  pending,
  onSignIn,
  onBack,
}: {
  kind: AccessRequestKind
  asked: AskedFor
  reference?: string
  pending: boolean
  onSignIn: () => void
  onBack: () => void
}) => {
  const { t } = useTranslation('signIn')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const [note, setNote] = useState('')
  const { request, problem, reachable, asking, ask } = asked
  const granted = request?.state === 'granted'
  const gone = useRef(false)
  useEffect(() => {
    if (!granted || gone.current) return
    gone.current = true
    onSignIn()
  }, [granted, onSignIn])
  const over = request?.state === 'refused' || request?.state === 'lapsed' || problem !== null
  return (
    <>
      {request?.state === 'waiting' && <Waiting requestedAt={request.requestedAt} reachable={reachable} />}
      {granted && (
        <Alert tone="ready" icon={IconCheck} urgent>
          <b>
            {request.decidedBy === null
              ? t('held.granted')
              : t('held.grantedBy', { name: request.decidedBy })}
            .
          </b>{' '}
          {t(pending ? 'held.grantedText' : 'held.grantedForm')}
        </Alert>
      )}
      {request?.state === 'refused' && (
        <Alert tone="bad" urgent>
          <b>
            {request.decidedBy === null
              ? t('held.refused')
              : t('held.refusedBy', { name: request.decidedBy })}
            .
          </b>{' '}
          {request.reason !== null && t('held.refusedText', { reason: request.reason })}
        </Alert>
      )}
      {request?.state === 'lapsed' && (
        <Alert tone="hold" urgent>
          <b>{t('held.lapsed')}.</b> {t('held.lapsedText')}
        </Alert>
      )}
      {problem !== null && (
        <Alert tone="bad" urgent>
          {problemText(problem)}
        </Alert>
      )}
      {request === null && problem === null && reference !== undefined && (
        <Field
          label={t('held.note')}
          hint={t('held.noteHint')}
          value={note}
          maxLength={200}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      )}
      <div className="row g8 wrap">
        {request === null && problem === null && reference !== undefined && (
          <Button look="primary" size="lg" pending={asking} onPress={() => ask(note.trim())}>
            {t(asking ? 'held.asking' : `held.${askWord[kind]}`)}
          </Button>
        )}
        {(over || (granted && !pending)) && (
          <Button look="primary" size="lg" pending={pending} onPress={onSignIn}>
            {t(granted ? 'submit' : 'held.again')}
          </Button>
        )}
        <Button look="subtle" size="lg" onPress={onBack}>
          {t('held.back')}
        </Button>
      </div>
      {reference !== undefined && <p className="xs t2 code">{common('reference', { reference })}</p>}
    </>
  )
}
