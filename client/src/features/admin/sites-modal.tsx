import { peopleRoutes, type Site } from '@hearthline/shared'
import { IconMapPin, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Field } from '../../ui/components/field.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { positionOf } from './position.ts'

const SiteForm = ({ site, onDone }: { site: Site | null; onDone: () => void }) => {
  const { t } = useTranslation('adminNetworks')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const [name, setName] = useState(site?.name ?? '')
  const [latitude, setLatitude] = useState(site?.position?.latitude.toString() ?? '')
  const [longitude, setLongitude] = useState(site?.position?.longitude.toString() ?? '')
  const position = positionOf(latitude, longitude)
  const save = useMutation({
    mutationFn: (body: { name: string; position: Site['position'] }) =>
      site === null
        ? fetchAnswer(peopleRoutes.createSite, { body })
        : fetchAnswer(peopleRoutes.updateSite, { params: { siteId: site.siteId }, body }),
    onSuccess: async (saved) => {
      toast({ key: saved.siteId, tone: 'ready', title: saved.name, text: t('sites.saved') })
      await queries.invalidateQueries({ queryKey: ['sites'] })
      onDone()
    },
  })
  const ready = name.trim() !== '' && position !== undefined
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    if (ready && position !== undefined && !save.isPending) save.mutate({ name: name.trim(), position })
  }
  return (
    <form className="col g12 site-form" onSubmit={onSubmit}>
      {save.isError && (
        <Alert tone="bad" urgent>
          {problemText(problemOf(save.error))}
        </Alert>
      )}
      <Field
        label={t('sites.name')}
        required
        maxLength={100}
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <div className="row g12 top">
        <Field
          className="f1"
          label={t('sites.latitude')}
          inputMode="decimal"
          maxLength={20}
          placeholder="52.52"
          value={latitude}
          onChange={(event) => setLatitude(event.currentTarget.value)}
        />
        <Field
          className="f1"
          label={t('sites.longitude')}
          inputMode="decimal"
          maxLength={20}
          placeholder="13.405"
          value={longitude}
          onChange={(event) => setLongitude(event.currentTarget.value)}
        />
      </div>
      <p className={position === undefined ? 'err' : 'hint'} role={position === undefined ? 'alert' : undefined}>
        {t(position === undefined ? 'sites.badPosition' : 'sites.positionHint')}
      </p>
      <div className="row g8 row-end">
        <Button onPress={onDone}>{common('action.cancel')}</Button>
        <Button
          type="submit"
          look="primary"
          pending={save.isPending}
          onPress={ready ? () => undefined : undefined}
        >
          {t('sites.save')}
        </Button>
      </div>
    </form>
  )
}

const SiteRow = ({ site, onEdit }: { site: Site; onEdit: () => void }) => {
  const { t } = useTranslation('adminNetworks')
  return (
    <li className="row g12 site-row">
      <div className="f1">
        <PersonName name={site.name} className="m" />
        <span className="xs t2 num">
          {t('sites.people', { count: site.people })} · {t('sites.networks', { count: site.networks })} ·{' '}
          {site.position === null
            ? t('sites.noPosition')
            : `${site.position.latitude.toFixed(3)}, ${site.position.longitude.toFixed(3)}`}
        </span>
      </div>
      <Button size="sm" aria-label={t('sites.editOf', { site: site.name })} onPress={onEdit}>
        {t('sites.edit')}
      </Button>
    </li>
  )
}

/** The places that people work from, with where they are. */
export const SitesModal = ({ onClose }: { onClose: () => void }) => {
  const { t } = useTranslation('adminNetworks')
  const [editing, setEditing] = useState<Site | 'new' | null>(null)
  const sites = useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.sites, { signal }),
  })
  const done = () => setEditing(null)
  return (
    <Modal title={t('sites.title')} size={520} onClose={onClose}>
      <div className="col g12">
        <p className="sm t2">{t('sites.lead')}</p>
        {sites.isError ? (
          <ErrorState
            title={t('sites.failed')}
            problem={problemOf(sites.error)}
            onRetry={() => void sites.refetch()}
          />
        ) : sites.data === undefined ? (
          <Skeleton rows={3} />
        ) : (
          <>
            {sites.data.items.length === 0 && editing === null && (
              <Empty icon={IconMapPin} title={t('sites.empty')}>
                {t('sites.emptyText')}
              </Empty>
            )}
            <ul>
              {sites.data.items.map((site) =>
                editing !== 'new' && editing?.siteId === site.siteId ? (
                  <li key={site.siteId}>
                    <SiteForm site={site} onDone={done} />
                  </li>
                ) : (
                  <SiteRow key={site.siteId} site={site} onEdit={() => setEditing(site)} />
                ),
              )}
            </ul>
            {editing === 'new' ? (
              <SiteForm site={null} onDone={done} />
            ) : (
              <div>
                <Button icon={IconPlus} onPress={() => setEditing('new')}>
                  {t('sites.add')}
                </Button>
              </div>
            )}
          </>
        )}
      </div>
    </Modal>
  )
}
