import type { Device } from '@hearthline/shared'
import { IconArrowsExchange, IconClock, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { serverNow } from '../../app/session.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { Button } from '../../ui/components/button.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { RowMenu } from '../../ui/components/row-menu.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { day } from '../../ui/format/time.ts'
import { DeviceName } from './device-name.tsx'
import { useRefusalWords } from './use-refusal-words.ts'

const dayMs = 86_400_000
export const soonDays = 14

const Until = ({ device }: { device: Device }) => {
  const { t, i18n } = useTranslation('admin')
  useNow(60_000)
  if (device.state === 'suspended') return <>–</>
  if (device.state !== 'approved') {
    return (
      <Chip tone={device.state === 'expired' || device.state === 'pending' ? 'idle' : 'bad'}>
        {t(`devices.states.${device.state}`)}
      </Chip>
    )
  }
  const ends = day(device.expiresAt, i18n.language)
  const leftDays = Math.ceil((device.expiresAt - serverNow()) / dayMs)
  return leftDays > soonDays ? (
    ends
  ) : (
    <Chip tone="hold" icon={IconClock}>
      {t('devices.endsOn', { day: ends, count: Math.max(0, leftDays) })}
    </Chip>
  )
}

const Seen = ({ device }: { device: Device }) => {
  const { t } = useTranslation('admin')
  const ago = useAgo()
  if (device.suspended !== null && device.state === 'suspended') {
    return <span className="b c-bad num">{t('devices.suspendedAt', { when: ago(device.suspended.at) })}</span>
  }
  if (device.signedIn) return <Chip tone="ready">{t('devices.signedIn')}</Chip>
  return device.lastSeenAt === null ? (
    <span className="t3">{t('devices.neverSeen')}</span>
  ) : (
    <span className="num">{ago(device.lastSeenAt)}</span>
  )
}

/** The network by its name, the address below; for a suspended device why it is. */
const Place = ({ device }: { device: Device }) => {
  const words = useRefusalWords()
  if (device.suspended !== null && device.state === 'suspended') return words(device.suspended.reason)
  const address = device.lastAddress ?? device.address
  const network = device.lastAddress === null ? device.network : device.lastNetwork
  return (
    <>
      {network !== null && <PersonName name={network} />}
      <span className={`code nw ${network === null ? '' : 'xs t3'}`}>{address}</span>
    </>
  )
}

const Refusal = ({ device }: { device: Device }) => {
  const { t } = useTranslation('admin')
  const words = useRefusalWords()
  const ago = useAgo()
  if (device.lastRefusal === null) return <span className="t3">–</span>
  const { at, reason, reference } = device.lastRefusal
  return (
    <span title={t('devices.reference', { reference })}>
      <PersonName name={words(reason)} className="c-bad" />
      <span className="xs t3 num nw">{ago(at)}</span>
    </span>
  )
}

export interface DeviceActions {
  onRevoke: (device: Device) => void
  onReplace: (device: Device) => void
  onInvestigate: (device: Device) => void
}

/** One device of the list. What can be done with it follows from its state. */
export const DeviceRow = ({
  device,
  onRevoke,
  onReplace,
  onInvestigate,
}: { device: Device } & DeviceActions) => {
  const { t } = useTranslation('admin')
  const [renaming, setRenaming] = useState(false)
  const suspended = device.state === 'suspended'
  const living = suspended || device.state === 'approved'
  const of = (
    <span className="vh">
      {device.person.displayName}, {device.name}
    </span>
  )
  return (
    <tr className={suspended ? 'row-bad' : ''}>
      <td className="m">
        <PersonName name={device.person.displayName} />
      </td>
      <td className="t2">
        <DeviceName device={device} renaming={renaming} onDone={() => setRenaming(false)} />
      </td>
      <td>
        <GradeBadge grade={device.grade} />
      </td>
      <td className="nw">
        <Seen device={device} />
      </td>
      <td className="t2">
        <Place device={device} />
      </td>
      <td className="num nw">
        <Until device={device} />
      </td>
      <td>
        <Refusal device={device} />
      </td>
      <td className="r nw">
        <span className="row g4 row-end">
          {suspended && (
            <Button size="sm" onPress={() => onInvestigate(device)}>
              {t('devices.investigate')}
              {of}
            </Button>
          )}
          {device.state === 'approved' && (
            <Button size="sm" look="danger" onPress={() => onRevoke(device)}>
              {t('devices.revoke')}
              {of}
            </Button>
          )}
          <RowMenu
            label={t('devices.more', { device: device.name, name: device.person.displayName })}
            actions={[
              { word: t('devices.rename'), icon: IconPencil, onPress: () => setRenaming(true) },
              ...(living
                ? [
                    {
                      word: t('devices.replace'),
                      icon: IconArrowsExchange,
                      danger: true,
                      onPress: () => onReplace(device),
                    },
                  ]
                : []),
            ]}
          />
        </span>
      </td>
    </tr>
  )
}
