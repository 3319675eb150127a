import { trunkRoutes, type Trunk } from '@hearthline/shared'
import { IconPlus, IconRoute } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { RemoveTrunk } from './remove-trunk.tsx'
import { TrunkForm } from './trunk-form.tsx'
import { TrunkTable } from './trunk-table.tsx'
import './trunks.css'

const listKey = ['trunks', 'list'] as const

/** By rank, as control sorts them; fresh every 10 s, for their state changes by itself. */
const useTrunks = () =>
  useQuery({
    queryKey: listKey,
    queryFn: ({ signal }) => fetchAnswer(trunkRoutes.list, { query: { limit: 200 }, signal }),
    refetchInterval: 10_000,
  })

/** Carriers by rank, in which they are tried. */
export const TrunksScreen = () => {
  const { t } = useTranslation('adminTrunks')
  const list = useTrunks()
  const [opened, setOpened] = useState<{ type: 'create' } | { type: 'edit' | 'remove'; trunk: Trunk } | null>(
    null,
  )
  const close = () => setOpened(null)
  const trunks = list.data?.items ?? []
  const add = (
    <Button look="primary" icon={IconPlus} onPress={() => setOpened({ type: 'create' })}>
      {t('add')}
    </Button>
  )
  return (
    <>
      <div className="row sp wrap">
        <div>
          <h2 className="admin-head">{t('title')}</h2>
          <p className="t2 sm">{t('intro')}</p>
        </div>
        {trunks.length > 0 && add}
      </div>
      <section className="card list-card" aria-label={t('title')}>
        {list.isError ? (
          <ErrorState
            title={t('failed')}
            problem={problemOf(list.error)}
            onRetry={() => void list.refetch()}
          />
        ) : list.data === undefined ? (
          <Skeleton rows={4} />
        ) : trunks.length === 0 ? (
          <Empty icon={IconRoute} title={t('empty')} action={add}>
            {t('emptyText')}
          </Empty>
        ) : (
          <TrunkTable
            trunks={trunks}
            onEdit={(trunk) => setOpened({ type: 'edit', trunk })}
            onRemove={(trunk) => setOpened({ type: 'remove', trunk })}
          />
        )}
      </section>
      {opened?.type === 'create' && <TrunkForm trunk={null} onClose={close} />}
      {opened?.type === 'edit' && <TrunkForm trunk={opened.trunk} onClose={close} />}
      {opened?.type === 'remove' && (
        <RemoveTrunk
          trunk={opened.trunk}
          last={opened.trunk.enabled && trunks.filter(({ enabled }) => enabled).length === 1}
          onClose={close}
        />
      )}
    </>
  )
}
