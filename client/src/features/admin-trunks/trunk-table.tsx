import type { Trunk } from '@hearthline/shared'
import { IconAlertCircle, IconCircleCheck, IconHelpCircle, IconPower, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/session.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { dayAndTime } from '../../ui/format/time.ts'
import { TestButton } from './trunk-test.tsx'

const State = ({ trunk }: { trunk: Trunk }) => {
  const { t, i18n } = useTranslation('adminTrunks')
  if (!trunk.enabled) {
    return (
      <Chip tone="idle" icon={IconPower}>
        {t('state.off')}
      </Chip>
    )
  }
  if (trunk.status === null) {
    return (
      <Chip tone="idle" icon={IconHelpCircle}>
        {t('state.noNode')}
      </Chip>
    )
  }
  const { state, roundTripMs, since } = trunk.status
  switch (state) {
    case 'up':
      return (
        <Chip tone="ready" icon={IconCircleCheck}>
          {roundTripMs === null ? t('state.up') : t('state.upIn', { ms: Math.round(roundTripMs) })}
        </Chip>
      )
    case 'down':
      return (
        <Chip tone="bad" icon={IconAlertCircle}>
          {t('state.down', { time: dayAndTime(since, serverNow(), i18n.language) })}
        </Chip>
      )
    case 'unknown':
      return (
        <Chip tone="hold" icon={IconHelpCircle}>
          {t('state.unknown')}
        </Chip>
      )
    default:
      return state satisfies never
  }
}

/** Whether a PBX knows where we are; nothing for a carrier that is not registered with. */
const Registration = ({ registration }: { registration: Trunk['registration'] }) => {
  const { t, i18n } = useTranslation('adminTrunks')
  if (registration === null) return <span className="t3">–</span>
  const { state, since, sipStatus } = registration
  const when = dayAndTime(since, serverNow(), i18n.language)
  switch (state) {
    case 'registered':
      return (
        <Chip tone="ready" icon={IconCircleCheck}>
          <span title={t('registration.since', { time: when })}>{t('registration.registered')}</span>
        </Chip>
      )
    case 'trying':
      return (
        <Chip tone="hold" icon={IconRefresh}>
          {t('registration.trying')}
        </Chip>
      )
    case 'refused':
      return (
        <Chip tone="bad" icon={IconAlertCircle}>
          <span title={t('registration.since', { time: when })}>
            {sipStatus === null
              ? t('registration.refused')
              : t('registration.refusedWith', { status: sipStatus })}
          </span>
        </Chip>
      )
    default:
      return state satisfies never
  }
}

/** Calls now, against the channels where there is a limit. */
const InUse = ({ trunk: { callsNow, channels } }: { trunk: Trunk }) => {
  const { t } = useTranslation('adminTrunks')
  if (channels === null) return <span className="num">{callsNow}</span>
  return (
    <span className="row g8 nw num">
      {t('inUse', { now: callsNow, channels })}
      <span className="prog trunk-use wide-only" aria-hidden>
        <i
          className={callsNow >= channels ? 'trunk-use-full' : 'trunk-use-part'}
          style={{ width: `${Math.min(100, (callsNow / channels) * 100)}%` }}
        />
      </span>
    </span>
  )
}

/** From this share on, a carrier turns away calls that another would have carried. */
const manyFailed = 0.05

const Failed = ({ share }: { share: number | null }) => {
  const { i18n } = useTranslation()
  if (share === null) return <span className="t3">–</span>
  const words = new Intl.NumberFormat(i18n.language, {
    style: 'percent',
    maximumFractionDigits: 1,
  }).format(share)
  return <span className={share >= manyFailed ? 'num b c-bad' : 'num'}>{words}</span>
}

const prefixesShown = 3

const Row = ({ trunk, onEdit, onRemove }: { trunk: Trunk; onEdit: () => void; onRemove: () => void }) => {
  const { t } = useTranslation('adminTrunks')
  const { name, prefixes } = trunk
  const place = `${trunk.host}:${trunk.port} ${trunk.transport.toUpperCase()}`
  return (
    <tr data-trunk={name}>
      <td className="num nw" title={t('rankTitle', { rank: trunk.rank, weight: trunk.weight })}>
        {trunk.rank} <span className="t3">× {trunk.weight}</span>
      </td>
      <td>
        <span className="m">
          <PersonName name={name} />
        </span>
        <span className="xs t2">
          <PersonName name={place} />
        </span>
      </td>
      <td>
        <State trunk={trunk} />
      </td>
      <td>
        <Registration registration={trunk.registration} />
      </td>
      <td>
        <InUse trunk={trunk} />
      </td>
      <td className="r">
        <Failed share={trunk.failedShare} />
      </td>
      <td className="num">
        <span className="nw">{trunk.callerId}</span>
        <span className="xs t2 trunk-prefixes" title={prefixes.map(({ prefix }) => prefix).join(', ')}>
          {prefixes.length === 0
            ? t('everyNumber')
            : prefixes
                .slice(0, prefixesShown)
                .map(({ prefix }) => prefix)
                .join(', ')}
          {prefixes.length > prefixesShown && ` +${prefixes.length - prefixesShown}`}
        </span>
      </td>
      <td className="t2 wide-only">
        {trunk.inboundTeam === null ? (
          <span className="t3">{t('noTeam')}</span>
        ) : (
          <PersonName name={trunk.inboundTeam.name} />
        )}
      </td>
      <td>
        <div className="row g4 row-end trunk-acts">
          <TestButton trunk={trunk} />
          <Button size="sm" onPress={onEdit}>
            {t('edit')} <span className="vh">{name}</span>
          </Button>
          <Button size="sm" look="danger" onPress={onRemove}>
            {t('remove')} <span className="vh">{name}</span>
          </Button>
        </div>
      </td>
    </tr>
  )
}

export const TrunkTable = ({
  trunks,
  onEdit,
  onRemove,
}: {
  trunks: readonly Trunk[]
  onEdit: (trunk: Trunk) => void
  onRemove: (trunk: Trunk) => void
}) => {
  const { t } = useTranslation('adminTrunks')
  return (
    <>
      <div className="tablewrap">
        <table className="tight trunk-list">
          <thead>
            <tr>
              <th scope="col">{t('columns.rank')}</th>
              <th scope="col">{t('columns.name')}</th>
              <th scope="col">{t('columns.state')}</th>
              <th scope="col">{t('columns.registration')}</th>
              <th scope="col">{t('columns.calls')}</th>
              <th scope="col" className="r">
                {t('columns.failed')}
              </th>
              <th scope="col">{t('columns.callerId')}</th>
              <th scope="col" className="wide-only">
                {t('columns.inbound')}
              </th>
              <th scope="col">
                <span className="vh">{t('columns.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {trunks.map((trunk) => (
              <Row
                key={trunk.trunkId}
                trunk={trunk}
                onEdit={() => onEdit(trunk)}
                onRemove={() => onRemove(trunk)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <p className="xs t3 trunk-hint">{t('rankHint')}</p>
    </>
  )
}
