import type { CallId, TrunkStatus } from '@hearthline/shared'
import {
  IconAlertCircle,
  IconCircleCheck,
  IconHeadphones,
  IconHelpCircle,
  IconMoodCheck,
} from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTrunks } from '../../realtime/index.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { ToneTile } from '../../ui/components/state-mark.tsx'
import { toneOfAlert } from './agent-tile.tsx'
import { type FloorAlert, type FloorRow } from './floor-order.ts'
import { TickingTime } from './ticker.tsx'

type Needy = FloorRow & { alert: FloorAlert }
const needyOf = (rows: readonly FloorRow[]): Needy[] =>
  rows.flatMap((row) => (row.alert === null ? [] : [{ ...row, alert: row.alert }]))

/** Says new needs, at most one every 5 s, and none that was said before. */
const useAnnouncement = (needs: readonly Needy[]): string => {
  const { t } = useTranslation('floor')
  const said = useRef(new Set<string>())
  const lastMs = useRef(Number.NEGATIVE_INFINITY)
  const [text, setText] = useState('')
  useEffect(() => {
    const keys = new Set(needs.map((need) => `${need.personId} ${need.alert}`))
    for (const key of said.current) if (!keys.has(key)) said.current.delete(key)
    const fresh = needs.find((need) => !said.current.has(`${need.personId} ${need.alert}`))
    if (fresh === undefined || performance.now() - lastMs.current < 5_000) return
    said.current.add(`${fresh.personId} ${fresh.alert}`)
    lastMs.current = performance.now()
    setText(t('needs.announce', { name: fresh.name, alert: t(`tile.${fresh.alert}`) }))
  }, [needs, t])
  return text
}

const trunkLook: Record<
  TrunkStatus['state'],
  { icon: typeof IconCircleCheck; tone: 'ready' | 'bad' | 'idle' }
> = {
  up: { icon: IconCircleCheck, tone: 'ready' },
  down: { icon: IconAlertCircle, tone: 'bad' },
  unknown: { icon: IconHelpCircle, tone: 'idle' },
}

const Trunks = () => {
  const { t } = useTranslation('floor')
  const trunks = useTrunks() ?? []
  return (
    <section className="floor-trunks" aria-labelledby="trunks-title">
      <h2 className="h3" id="trunks-title">
        {t('trunks.title')}
      </h2>
      {trunks.length === 0 ? (
        <p className="sm t2">{t('trunks.none')}</p>
      ) : (
        <ul className="col g8">
          {trunks.map(({ trunkId, name, state, roundTripMs, since }) => (
            <li key={trunkId} className="row g8 sm" data-trunk-state={state}>
              <span className={`c-${trunkLook[state].tone}`}>
                <Icon of={trunkLook[state].icon} size={16} />
              </span>
              <span className="el f1" title={name}>
                {name}
              </span>
              <b className={`b c-${trunkLook[state].tone}`}>{t(`trunks.${state}`)}</b>
              <span className="t2 num trunk-fact">
                {state === 'up' && roundTripMs !== null ? (
                  t('trunks.roundTrip', { ms: Math.round(roundTripMs) })
                ) : (
                  <TickingTime sinceMs={since} />
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Who needs the lead now, and how the trunks are. */
export const FloorAside = ({
  rows,
  onListen,
}: {
  /** In order of urgency. */
  rows: readonly FloorRow[]
  onListen: ((callId: CallId) => void) | undefined
}) => {
  const { t } = useTranslation('floor')
  const needs = needyOf(rows)
  const announcement = useAnnouncement(needs)
  return (
    <aside className="card floor-aside" aria-labelledby="needs-title">
      <div className="hd">
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
      <output className="vh" aria-live="polite">
        {announcement}
      </output>
      <div className="scroll f1">
        {needs.length === 0 ? (
          <Empty icon={IconMoodCheck} title={t('needs.none')}>
            {t('needs.noneText')}
          </Empty>
        ) : (
          <ul>
            {needs.map(({ personId, name, alert, sinceMs, callId }) => (
              <li key={personId} className="need row g12 top">
                <ToneTile tone={toneOfAlert(alert)} icon={IconAlertCircle} />
                <div className="f1 col g6">
                  <div className="row sp">
                    <b className="b el">{name}</b>
                    <TickingTime sinceMs={sinceMs} className="sm" />
                  </div>
                  <div className="sm t2">{t(`tile.${alert}`)}</div>
                  {callId !== null && onListen !== undefined && (
                    <div>
                      <Button
                        size="sm"
                        look="primary"
                        icon={IconHeadphones}
                        aria-label={t('tile.listenTo', { name })}
                        onPress={() => onListen(callId)}
                      >
                        {t('tile.listen')}
                      </Button>
                    </div>
                  )}
                </div>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Trunks />
    </aside>
  )
}
