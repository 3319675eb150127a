import type { Site, Team } from '@hearthline/shared'
import { IconPlus } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { problemOf } from '../../api/query.ts'
import { Button } from '../../ui/components/button.tsx'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { SiteForm } from './site-form.tsx'
import { TeamForm } from './team-form.tsx'
import { useSites, useTeams } from './use-directory.ts'

/** A short list of all there is, each line with its own press. */
const ShortList = <Item,>({
  title,
  add,
  onAdd,
  list,
  failed,
  empty,
  children,
}: {
  title: string
  add: string
  onAdd: () => void
  list: UseQueryResult<{ items: Item[] }>
  failed: string
  empty: string
  children: (item: Item) => ReactNode
}) => (
  <section className="card short-list" aria-label={title}>
    <div className="hd">
      <h3 className="h3">{title}</h3>
      <span className="ml">
        <Button size="sm" icon={IconPlus} onPress={onAdd}>
          {add}
        </Button>
      </span>
    </div>
    <div className="scroll f1">
      {list.isError ? (
        <ErrorState title={failed} problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <Skeleton rows={3} />
      ) : list.data.items.length === 0 ? (
        <p className="p16 t2 sm">{empty}</p>
      ) : (
        <ul>{list.data.items.map(children)}</ul>
      )}
    </div>
  </section>
)

const Line = ({ name, facts, onEdit }: { name: string; facts: ReactNode; onEdit: () => void }) => {
  const { t } = useTranslation('adminPeople')
  return (
    <li className="short-line">
      <span className="f1">
        <PersonName name={name} className="m" />
        <span className="xs t2">{facts}</span>
      </span>
      <Button size="sm" look="subtle" onPress={onEdit}>
        {t('panel.edit')} <span className="vh">{name}</span>
      </Button>
    </li>
  )
}

type Editing<Item> = { item: Item | null } | null

export const TeamsCard = () => {
  const { t } = useTranslation('adminPeople')
  const teams = useTeams()
  const [editing, setEditing] = useState<Editing<Team>>(null)
  return (
    <>
      <ShortList
        title={t('teams.title')}
        add={t('teams.add')}
        onAdd={() => setEditing({ item: null })}
        list={teams}
        failed={t('teams.failed')}
        empty={t('teams.empty')}
      >
        {(team) => (
          <Line
            key={team.teamId}
            name={team.name}
            onEdit={() => setEditing({ item: team })}
            facts={[
              t('teams.members', { count: team.members }),
              team.leads.length === 0
                ? t('teams.noLead')
                : t('teams.ledBy', { names: team.leads.map((lead) => lead.displayName).join(', ') }),
              t('teams.wrapUpOf', { count: team.wrapUpSeconds }),
              t(`teams.revokeWord.${team.onRevoke}`),
              t(`teams.disclosureWord.${team.disclosure}`),
            ].join(' · ')}
          />
        )}
      </ShortList>
      {editing !== null && <TeamForm team={editing.item} onClose={() => setEditing(null)} />}
    </>
  )
}

export const SitesCard = () => {
  const { t } = useTranslation('adminPeople')
  const sites = useSites()
  const [editing, setEditing] = useState<Editing<Site>>(null)
  return (
    <>
      <ShortList
        title={t('sites.title')}
        add={t('sites.add')}
        onAdd={() => setEditing({ item: null })}
        list={sites}
        failed={t('sites.failed')}
        empty={t('sites.empty')}
      >
        {(site) => (
          <Line
            key={site.siteId}
            name={site.name}
            onEdit={() => setEditing({ item: site })}
            facts={
              <>
                {t('sites.people', { count: site.people })} ·{' '}
                <Link to="/admin/networks" className="u">
                  {t('sites.networks', { count: site.networks })}
                </Link>
                {site.position === null && ` · ${t('sites.noPosition')}`}
              </>
            }
          />
        )}
      </ShortList>
      {editing !== null && <SiteForm site={editing.item} onClose={() => setEditing(null)} />}
    </>
  )
}
