import { accessRoutes, type Device, type DeviceGrade, type DeviceState } from '@hearthline/shared'
import { IconClock, IconDeviceLaptop } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Choice, Pager, SearchBox } from '../../ui/components/list-tools.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { day } from '../../ui/format/time.ts'
import { ReasonModal } from './reason-modal.tsx'

const pageSize = 25
const soonMs = 14 * 86_400_000
const decided = ['approved', 'revoked', 'refused', 'expired'] as const satisfies readonly DeviceState[]

const Row = ({ device, onRevoke }: { device: Device; onRevoke: () => void }) => {
  const { t, i18n } = useTranslation('admin')
  const ago = useAgo()
  const now = useNow(60_000)
  const endsSoon = device.state === 'approved' && device.expiresAt - now < soonMs
  return (
    <tr>
      <td className="m">
        <PersonName name={device.person.displayName} />
      </td>
      <td className="t2">
        <PersonName
          name={device.name === device.browser ? device.browser : `${device.name}, ${device.browser}`}
        />
      </td>
      <td>
        <GradeBadge grade={device.grade} />
      </td>
      <td className="nw">
        {device.signedIn ? (
          <Chip tone="ready">{t('devices.signedIn')}</Chip>
        ) : device.lastSeenAt === null ? (
          <span className="t3">{t('devices.neverSeen')}</span>
        ) : (
          <span className="num">{ago(device.lastSeenAt)}</span>
        )}
      </td>
      <td className="t2 nw code">{device.lastAddress ?? device.address}</td>
      <td className="num nw">
        {device.state !== 'approved' ? (
          <Chip tone={device.state === 'expired' ? 'idle' : 'bad'}>
            {t(`devices.states.${device.state}`)}
          </Chip>
        ) : endsSoon ? (
          <Chip tone="hold" icon={IconClock}>
            {day(device.expiresAt, i18n.language)}
          </Chip>
        ) : (
          day(device.expiresAt, i18n.language)
        )}
      </td>
      <td className="r nw">
        {device.state === 'approved' && (
          <Button size="sm" look="danger" onPress={onRevoke}>
            {t('devices.revoke')}
            <span className="vh">
              {device.person.displayName}, {device.name}
            </span>
          </Button>
        )}
      </td>
    </tr>
  )
}

const RevokeModal = ({ device, onClose }: { device: Device; onClose: () => void }) => {
  const { t } = useTranslation('admin')
  const queries = useQueryClient()
  const name = device.person.displayName
  const revoke = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(accessRoutes.revokeDevice, { params: { deviceId: device.deviceId }, body: { reason } }),
    onSuccess: () => {
      toast({ key: device.deviceId, tone: 'ready', title: t('devices.revoked') })
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['devices'] }),
  })
  return (
    <ReasonModal
      title={t('devices.revokeTitle', { name })}
      text={t('devices.revokeText')}
      {...(device.signedIn ? { warning: t('devices.revokeLive', { name }) } : {})}
      confirm={t('devices.revoke')}
      pending={revoke.isPending}
      problem={revoke.error === null ? null : problemOf(revoke.error)}
      onConfirm={(reason) => revoke.mutate(reason)}
      onClose={onClose}
    />
  )
}

/** Decided devices: searched, filtered and paged on the server. */
export const DeviceTable = () => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const [search, setSearch] = useState('')
  const [state, setState] = useState<DeviceState | ''>('approved')
  const [grade, setGrade] = useState<DeviceGrade | ''>('')
  const [offset, setOffset] = useState(0)
  const [revoking, setRevoking] = useState<Device | null>(null)
  const query = {
    offset,
    limit: pageSize,
    ...(search === '' ? {} : { search }),
    ...(state === '' ? {} : { state }),
    ...(grade === '' ? {} : { grade }),
  }
  const devices = useQuery({
    queryKey: ['devices', query],
    queryFn: ({ signal }) => fetchAnswer(accessRoutes.devices, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const filter = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value)
      setOffset(0)
    }
  }
  const columns = ['person', 'device', 'grade', 'seen', 'network', 'until'] as const
  return (
    <section className="card list-card" aria-label={t('devices.list')}>
      <div className="hd wrap">
        <h3 className="h3">{t('devices.list')}</h3>
        <span className="t3 sm num">
          {devices.data !== undefined && t('devices.listCount', { count: devices.data.total })}
        </span>
        <div className="ml row g8 wrap">
          <SearchBox
            small
            label={t('devices.search')}
            value={search}
            onSearch={filter(setSearch)}
            width={200}
          />
          <Choice
            small
            label={t('devices.state')}
            value={state}
            onChoose={filter(setState)}
            options={decided.map((value) => ({ value, word: t(`devices.states.${value}`) }))}
          />
          <Choice
            small
            label={t('devices.grade')}
            value={grade}
            onChoose={filter(setGrade)}
            options={[
              { value: '', word: t('devices.anyGrade') },
              { value: 'D1', word: `D1 ${common('grade.D1')}` },
              { value: 'D2', word: `D2 ${common('grade.D2')}` },
            ]}
          />
        </div>
      </div>
      {devices.isError ? (
        <ErrorState
          title={t('devices.failed')}
          problem={problemOf(devices.error)}
          onRetry={() => void devices.refetch()}
        />
      ) : devices.data === undefined ? (
        <Skeleton rows={6} />
      ) : devices.data.items.length === 0 ? (
        <Empty icon={IconDeviceLaptop} title={t('devices.empty')}>
          {t('devices.emptyText')}
        </Empty>
      ) : (
        <>
          <div className="tablewrap">
            <table>
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {t(`devices.columns.${column}`)}
                    </th>
                  ))}
                  <th scope="col">
                    <span className="vh">{t('devices.columns.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {devices.data.items.map((device) => (
                  <Row key={device.deviceId} device={device} onRevoke={() => setRevoking(device)} />
                ))}
              </tbody>
            </table>
          </div>
          <Pager offset={offset} limit={pageSize} total={devices.data.total} onMove={setOffset} />
        </>
      )}
      {revoking !== null && <RevokeModal device={revoking} onClose={() => setRevoking(null)} />}
    </section>
  )
}
