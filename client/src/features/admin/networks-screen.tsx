import { networkRoutes, type NetworkRule } from '@hearthline/shared'
import { IconHistory, IconLock, IconMapPin, IconShieldX } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { useMe } from '../../app/session.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { EffectPanel } from './effect-panel.tsx'
import { HomeRequests } from './home-requests.tsx'
import { changesOf, faultyKey, onlineByKey, removalOf } from './network-draft.ts'
import { NetworkModal, type NetworkForm } from './network-modal.tsx'
import { NetworkTable } from './network-table.tsx'
import { firstNetworkView, networkQueryOf, type NetworkView } from './network-view.ts'
import { useNetworkDraft } from './use-network-draft.ts'

/** Screen 11b: the fence. Changes are a draft; Publish stays off while its editor would be locked out. */
export const NetworksScreen = () => {
  const { t } = useTranslation('adminNetworks')
  const problemText = useProblemText()
  const queries = useQueryClient()
  const me = useMe()
  const draft = useNetworkDraft(me?.personId ?? null)
  const [view, setView] = useState<NetworkView>(firstNetworkView)
  const [form, setForm] = useState<NetworkForm | null>(null)
  const query = networkQueryOf(view)
  const list = useQuery({
    queryKey: ['networks', 'list', query],
    queryFn: ({ signal }) => fetchAnswer(networkRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const revision = list.data?.revision
  const changes = changesOf(draft.steps)
  const preview = useQuery({
    // Also by revision: after somebody else has published, the same draft has another effect.
    queryKey: ['networks', 'preview', revision, changes],
    queryFn: ({ signal }) => fetchAnswer(networkRoutes.preview, { body: { changes }, signal }),
    enabled: changes.length > 0 && revision !== undefined,
    staleTime: 0,
  })
  const publish = useMutation({
    mutationFn: (upon: number) => fetchAnswer(networkRoutes.publish, { body: { changes, revision: upon } }),
    onSuccess: ({ ended }) => {
      draft.clear()
      toast({
        key: 'networks',
        tone: 'ready',
        title: t('published'),
        text: ended === 0 ? t('publishedNobody') : t('publishedEnded', { count: ended }),
      })
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['networks'] }),
  })
  const previewProblem = preview.isError ? problemOf(preview.error) : null
  const publishProblem = publish.isError ? problemOf(publish.error) : null
  const locked = preview.data?.youLose === true || publishProblem?.code === 'would-lock-out'
  const myAddress = preview.data?.yourAddress ?? list.data?.yourAddress ?? ''
  const clean = preview.isSuccess && !preview.isFetching && !locked
  const add: typeof draft.add = (steps) => {
    publish.reset()
    draft.add(steps)
  }
  const undo = (key: string) => {
    publish.reset()
    draft.undo(key)
  }
  const addMine = () => {
    if (me === null) return
    add([
      {
        type: 'add',
        key: crypto.randomUUID(),
        cidr: myAddress,
        name: t('lock.mine', { name: me.displayName }).slice(0, 100),
        scope: { type: 'person', personId: me.personId },
        scopeName: me.displayName,
        endsAt: null,
      },
    ])
  }
  return (
    <>
      <div className="row sp wrap">
        <div>
          <h2 className="admin-head">{t('title')}</h2>
          <p className="t2 sm">{t('lead')}</p>
        </div>
        <div className="row g8 wrap">
          <Link to="/admin/people" className="btn">
            <Icon of={IconMapPin} size={16} />
            {t('sitesButton')}
          </Link>
          <Link to="/admin/audit" search={{ action: 'networks' }} className="btn">
            <Icon of={IconHistory} size={16} />
            {t('history')}
          </Link>
          <Button
            look="primary"
            icon={IconLock}
            pending={publish.isPending}
            onPress={clean && revision !== undefined ? () => publish.mutate(revision) : undefined}
          >
            {changes.length === 0 ? t('publishNone') : t('publish', { count: changes.length })}
          </Button>
        </div>
      </div>
      {locked && (
        <div className="alert a-bad lock-out" role="alert">
          <Icon of={IconShieldX} size={22} />
          <span className="f1">
            <b>{t('lock.title')}</b> {t('lock.text', { address: myAddress })}
          </span>
          <Button size="sm" look="danger" onPress={myAddress === '' ? undefined : addMine}>
            {t('lock.add', { address: myAddress })}
          </Button>
        </div>
      )}
      {publishProblem !== null && publishProblem.code !== 'would-lock-out' && (
        <Alert tone={publishProblem.code === 'conflict' ? 'hold' : 'bad'} urgent>
          {publishProblem.code === 'conflict' ? (
            <>
              <b>{t('conflict.title')}</b> {t('conflict.text')}
            </>
          ) : (
            problemText(publishProblem)
          )}
        </Alert>
      )}
      <div className="networks-grid">
        <NetworkTable
          list={list}
          view={view}
          onView={setView}
          steps={draft.steps}
          online={onlineByKey(draft.steps, preview.data?.added ?? [])}
          faulty={faultyKey(previewProblem ?? publishProblem, draft.steps)}
          onUndo={undo}
          onRemove={(rule: NetworkRule) => add([removalOf(rule)])}
          onForm={setForm}
        />
        <aside className="col g14 networks-side">
          <EffectPanel
            steps={draft.steps}
            preview={preview}
            onDiscard={() => {
              publish.reset()
              draft.clear()
            }}
          />
          <HomeRequests />
        </aside>
      </div>
      {form !== null && (
        <NetworkModal form={form} steps={draft.steps} onAdd={add} onClose={() => setForm(null)} />
      )}
    </>
  )
}
