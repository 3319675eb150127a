import { IconAlertCircle, IconHeadphones, IconMoodCheck } from '@tabler/icons-react'
import { memo, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { iconOfAlert, toneOfAlert, useAlertWords } from './alert-words.tsx'
import { announce, type Announcer } from './announcements.ts'
import { useFloorCommands } from './floor-commands.ts'
import type { FloorRow } from './floor-summary.ts'
import { HelpButtons } from './help-buttons.tsx'
import { PersonMenu } from './row-actions.tsx'
import { TickingTime } from './ticker.tsx'

const Need = memo(function Need({ row }: { row: FloorRow }) {
  const { t } = useTranslation('floor')
  const { me, listen, step } = useFloorCommands()
  const { long, short } = useAlertWords()
  const { name, call, help, personId } = row
  const [alert, ...others] = row.alerts
  if (alert === undefined) return null
  const joinable = call !== null && call.phase === 'connected' && listen !== undefined
  const claimedBy = help?.claimed?.by ?? null
  return (
    <li className="need row g12 top" data-need-of={personId} data-need={alert.kind}>
      <ToneTile tone={toneOfAlert(alert.kind)} icon={iconOfAlert(alert.kind)} />
      <div className="f1 col g6">
        <div className="row sp">
          <b className="b el" title={name}>
            {name}
          </b>
          {alert.sinceMs !== null && (
            <span className="row">
              <span className="vh">{t('needs.waiting')}</span>
              <TickingTime sinceMs={alert.sinceMs} className="sm" />
            </span>
          )}
        </div>
        <div className="sm t2">{long(alert, row)}</div>
        {help !== null && help.note !== '' && <div className="sm note-text need-note">{help.note}</div>}
        {others.length > 0 && (
          <div className="xs t2">
            {t('long.also', { alerts: others.map((one) => short(one, row)).join(', ') })}
          </div>
        )}
        {claimedBy !== null && (
          <div>
            <Chip tone="coach">
              {claimedBy.personId === me
                ? t('help.mine')
                : t('help.claimed', { name: claimedBy.displayName })}
            </Chip>
          </div>
        )}
        {step !== undefined && (
          <div className="row g6 wrap">
            {joinable && (
              <Button
                size="sm"
                look="primary"
                icon={IconHeadphones}
                aria-label={t(help === null ? 'tile.listenTo' : 'help.joinOf', { name })}
                onPress={() => listen(call.callId)}
              >
                {t(help === null ? 'tile.listen' : 'help.join')}
              </Button>
            )}
            {help !== null && <HelpButtons help={help} me={me} name={name} />}
            <Button
              size="sm"
              aria-label={t('act.messageOf', { name })}
              onPress={row.state === 'offline' ? undefined : () => step({ type: 'message', personId })}
            >
              {t('act.message')}
            </Button>
            <PersonMenu row={row} />
          </div>
        )}
      </div>
    </li>
  )
})

/** Says new needs to screen readers: `announce` decides which and when. */
const Announcements = ({ needs }: { needs: readonly FloorRow[] }) => {
  const { t } = useTranslation('floor')
  const { long } = useAlertWords()
  const [text, setText] = useState('')
  const [again, setAgain] = useState(0)
  const announcer = useRef<Announcer | null>(null)
  useEffect(() => {
    const items = needs.flatMap((row) =>
      row.alerts.map((alert) => ({
        key: `${row.personId} ${alert.kind}`,
        say: t('needs.announce', { name: row.name, alert: long(alert, row) }),
      })),
    )
    const keys = items.map((item) => item.key)
    // What stood before the page opened is read in the list.
    announcer.current ??= { said: new Set(keys), lastMs: Number.NEGATIVE_INFINITY }
    const step = announce(announcer.current, keys, performance.now())
    announcer.current = step.announcer
    if (step.say !== null) setText(items.find((item) => item.key === step.say)?.say ?? '')
    if (step.againInMs === null) return undefined
    const timer = setTimeout(() => setAgain((count) => count + 1), step.againInMs)
    return () => clearTimeout(timer)
    // The words change with the language only, and then nothing new is to be said.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [needs, again])
  return (
    <output className="vh" aria-live="polite">
      {text}
    </output>
  )
}

/** Who needs the lead now: calls for help on top, then alerts by urgency. */
export const NeedsList = memo(function NeedsList({ needs }: { needs: readonly FloorRow[] }) {
  const { t } = useTranslation('floor')
  return (
    <section className="needs" aria-labelledby="needs-title">
      <div className="needs-head row">
        <h2 className="h3" id="needs-title">
          {t('needs.title')}
        </h2>
        {needs.length > 0 && (
          <Chip tone="bad" icon={IconAlertCircle}>
            {needs.length}
          </Chip>
        )}
        {needs.length > 1 && <span className="xs t2 ml">{t('needs.order')}</span>}
      </div>
      <Announcements needs={needs} />
      <div className="scroll f1">
        {needs.length === 0 ? (
          <Empty icon={IconMoodCheck} title={t('needs.none')}>
            {t('needs.noneText')}
          </Empty>
        ) : (
          <ul>
            {needs.map((row) => (
              <Need key={row.personId} row={row} />
            ))}
          </ul>
        )}
      </div>
    </section>
  )
})
