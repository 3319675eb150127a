import { trunkRoutes, type Trunk, type TrunkId } from '@hearthline/shared'
import { IconPlus, IconRoute } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Button } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { RemoveTrunk } from './remove-trunk.tsx'
import { movedBy } from './trunk-draft.ts'
import { TrunkForm } from './trunk-form.tsx'
import { TrunkTable } from './trunk-table.tsx'
import './trunks.css'

const listKey = ['trunks', 'list'] as const

/** All trunks in the order in which they are tried, and a way to move one. Shown at once, taken back if refused. */
const useTrunkOrder = () => {
  const { t } = useTranslation('adminTrunks')
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [said, setSaid] = useState('')
  const list = useQuery({
    queryKey: listKey,
    // The order names every trunk; control takes no more than fit on one page.
    queryFn: ({ signal }) => fetchAnswer(trunkRoutes.list, { query: { limit: 200 }, signal }),
    refetchInterval: 10_000,
  })
  const order = useMutation({
    // One after the other: the last press decides.
    scope: { id: 'trunk-order' },
    mutationFn: (trunkIds: TrunkId[]) => fetchAnswer(trunkRoutes.order, { body: { trunkIds } }),
    onError: (error) =>
      toast({ key: 'trunk-order', tone: 'bad', title: t('notMoved'), text: problemText(problemOf(error)) }),
    onSettled: () => queries.invalidateQueries({ queryKey: listKey }),
  })
  const move = (index: number, step: -1 | 1) => {
    const { data } = list
    const trunk = data?.items[index]
    if (data === undefined || trunk === undefined || data.items[index + step] === undefined) return
    const items = movedBy(data.items, index, step)
    queries.setQueryData(listKey, { ...data, items })
    setSaid(t('moved', { name: trunk.name, place: index + step + 1, count: items.length }))
    order.mutate(items.map(({ trunkId }) => trunkId))
  }
  return { list, said, move }
}

/** Carriers in the order in which they are tried. */
export const TrunksScreen = () => {
  const { t } = useTranslation('adminTrunks')
  const { list, said, move } = useTrunkOrder()
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
            onMove={move}
            onEdit={(trunk) => setOpened({ type: 'edit', trunk })}
            onRemove={(trunk) => setOpened({ type: 'remove', trunk })}
          />
        )}
        <output className="vh">{said}</output>
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
