import type { Device } from '@hearthline/shared'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { moment } from '../../ui/format/time.ts'
import { RestoreModal, RevokeModal } from './device-modals.tsx'
import { useRefusalWords } from './use-refusal-words.ts'

const known = ['key-reused', 'anomaly'] as const

/** Why a device was suspended, what is known of it, and the two ways on. */
export const InvestigateModal = ({ device, onClose }: { device: Device; onClose: () => void }) => {
  const { t, i18n } = useTranslation('admin')
  const words = useRefusalWords()
  const [next, setNext] = useState<'restore' | 'revoke' | null>(null)
  if (next === 'restore') return <RestoreModal device={device} onClose={onClose} />
  if (next === 'revoke') return <RevokeModal device={device} onClose={onClose} />
  const reason = device.suspended?.reason ?? ''
  const why = known.find((word) => word === reason) ?? 'other'
  const name = device.person.displayName
  const at = (ms: number) => moment(ms, i18n.language)
  const facts = [
    ['owner', `${name} · ${device.person.userName}`],
    ['since', device.suspended === null ? '–' : at(device.suspended.at)],
    ['address', [device.lastAddress, device.lastNetwork].filter((part) => part !== null).join(' · ')],
    ['seen', device.lastSeenAt === null ? t('devices.neverSeen') : at(device.lastSeenAt)],
    ['asked', [device.address, device.network].filter((part) => part !== null).join(' · ')],
    [
      'refusal',
      device.lastRefusal === null
        ? '–'
        : `${words(device.lastRefusal.reason)}, ${at(device.lastRefusal.at)}, ${device.lastRefusal.reference}`,
    ],
  ] as const
  return (
    <Modal title={t('devices.investigateTitle', { device: device.name })} size={520} onClose={onClose}>
      <div className="col g16">
        <Alert tone="bad">{t(`devices.suspendedWhy.${why}`, { reason: words(reason) })}</Alert>
        <dl className="dt">
          {facts.map(([word, text]) => (
            <div key={word} className="dt-pair">
              <dt>{t(`devices.facts.${word}`)}</dt>
              <dd className="num break">{text === '' ? '–' : text}</dd>
            </div>
          ))}
        </dl>
        <p className="sm t2">{t('devices.next')}</p>
        <Link to="/admin/alerts" search={{ search: name }} className="u sm" onClick={onClose}>
          {t('devices.alertsLink', { name })}
        </Link>
        <div className="row g8 row-end">
          <Button onPress={() => setNext('restore')}>{t('devices.restore')}</Button>
          <Button look="danger" onPress={() => setNext('revoke')}>
            {t('devices.revoke')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}
