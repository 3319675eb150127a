import { peopleRoutes, type Person, type Role, type TeamId } from '@hearthline/shared'
import { IconUsers } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Alert, Chip } from '../../ui/components/alert.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty, ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Choice, Pager, SearchBox } from '../../ui/components/list-tools.tsx'
import { Modal } from '../../ui/components/modal.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { PersonModal } from './person-modal.tsx'

const pageSize = 25
const roles = ['agent', 'lead', 'administrator'] as const satisfies readonly Role[]

const DisableModal = ({ person, onClose }: { person: Person; onClose: () => void }) => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const name = person.displayName
  const disable = useMutation({
    mutationFn: () =>
      fetchAnswer(peopleRoutes.update, { params: { personId: person.personId }, body: { disabled: true } }),
    onSuccess: () => {
      toast({ key: person.personId, tone: 'idle', title: t('people.disabledDone', { name }) })
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['people'] }),
  })
  return (
    <Modal title={t('people.disableTitle', { name })} onClose={onClose}>
      <div className="col g16">
        <p className="t2">{t('people.disableText')}</p>
        {disable.error !== null && (
          <Alert tone="bad" urgent>
            {problemOf(disable.error).code === 'conflict'
              ? t('people.disableRefused')
              : problemText(problemOf(disable.error))}
          </Alert>
        )}
        <div className="row g8" style={{ justifyContent: 'flex-end' }}>
          <Button onPress={onClose} data-autofocus>
            {common('action.cancel')}
          </Button>
          <Button look="danger" pending={disable.isPending} onPress={() => disable.mutate()}>
            {t('people.disable')}
          </Button>
        </div>
      </div>
    </Modal>
  )
}

const Row = ({
  person,
  siteName,
  onEdit,
  onDisable,
}: {
  person: Person
  siteName: string | null
  onEdit: () => void
  onDisable: () => void
}) => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const problemText = useProblemText()
  const queries = useQueryClient()
  const enable = useMutation({
    mutationFn: () =>
      fetchAnswer(peopleRoutes.update, { params: { personId: person.personId }, body: { disabled: false } }),
    onSuccess: () =>
      toast({
        key: person.personId,
        tone: 'ready',
        title: t('people.enabledDone', { name: person.displayName }),
      }),
    onError: (error) =>
      toast({
        key: person.personId,
        tone: 'bad',
        title: person.displayName,
        text: problemText(problemOf(error)),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['people'] }),
  })
  const of = <span className="vh">{person.displayName}</span>
  return (
    <tr>
      <td className="m">
        <PersonName name={person.displayName} />
      </td>
      <td className="t2">
        <PersonName name={person.userName} />
      </td>
      <td className="nw">{common(`role.${person.role}`)}</td>
      <td className="t2">
        {person.teams.length === 0 ? (
          <span className="t3">{t('people.noTeam')}</span>
        ) : (
          <PersonName name={person.teams.map((team) => team.name).join(', ')} />
        )}
      </td>
      <td className="t2">
        {siteName === null ? <Chip tone="hold">{t('people.noSite')}</Chip> : <PersonName name={siteName} />}
      </td>
      <td className="r num">{person.devices}</td>
      <td className="nw">
        <Chip tone={person.disabled ? 'bad' : 'ready'}>
          {t(person.disabled ? 'people.disabled' : 'people.active')}
        </Chip>
      </td>
      <td className="r nw">
        <Button size="sm" onPress={onEdit}>
          {t('people.edit')} {of}
        </Button>{' '}
        {person.disabled ? (
          <Button size="sm" pending={enable.isPending} onPress={() => enable.mutate()}>
            {t('people.enable')} {of}
          </Button>
        ) : (
          <Button size="sm" look="danger" onPress={onDisable}>
            {t('people.disable')} {of}
          </Button>
        )}
      </td>
    </tr>
  )
}

/** People, searched, filtered and paged on the server. */
export const PeopleTable = () => {
  const { t } = useTranslation('admin')
  const { t: common } = useTranslation()
  const [search, setSearch] = useState('')
  const [role, setRole] = useState<Role | ''>('')
  const [teamId, setTeamId] = useState<TeamId | ''>('')
  const [offset, setOffset] = useState(0)
  const [open, setOpen] = useState<{ type: 'edit' | 'disable'; person: Person } | null>(null)
  const query = {
    offset,
    limit: pageSize,
    ...(search === '' ? {} : { search }),
    ...(role === '' ? {} : { role }),
    ...(teamId === '' ? {} : { teamId }),
  }
  const people = useQuery({
    queryKey: ['people', query],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.list, { query, signal }),
    placeholderData: keepPreviousData,
  })
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.teams, { signal }),
  })
  const sites = useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.sites, { signal }),
  })
  const filter = <Value,>(set: (value: Value) => void) => {
    return (value: Value) => {
      set(value)
      setOffset(0)
    }
  }
  const columns = ['name', 'userName', 'role', 'teams', 'site', 'devices', 'state'] as const
  return (
    <section className="card list-card people-list" aria-label={t('people.list')}>
      <div className="hd wrap">
        <h3 className="h3">{t('people.list')}</h3>
        <span className="t3 sm num">
          {people.data !== undefined && t('people.count', { count: people.data.total })}
        </span>
        <div className="ml row g8 wrap">
          <SearchBox
            small
            label={t('people.search')}
            value={search}
            onSearch={filter(setSearch)}
            width={210}
          />
          <Choice
            small
            label={t('people.columns.role')}
            value={role}
            onChoose={filter(setRole)}
            options={[
              { value: '', word: t('people.anyRole') },
              ...roles.map((value) => ({ value, word: common(`role.${value}`) })),
            ]}
          />
          <Choice
            small
            label={t('people.teams')}
            value={teamId}
            onChoose={filter(setTeamId)}
            options={[
              { value: '', word: t('people.anyTeam') },
              ...(teams.data?.items ?? []).map((team) => ({ value: team.teamId, word: team.name })),
            ]}
          />
        </div>
      </div>
      {people.isError ? (
        <ErrorState
          title={t('people.failed')}
          problem={problemOf(people.error)}
          onRetry={() => void people.refetch()}
        />
      ) : people.data === undefined ? (
        <Skeleton rows={6} />
      ) : people.data.items.length === 0 ? (
        <Empty icon={IconUsers} title={t('people.empty')}>
          {t('people.emptyText')}
        </Empty>
      ) : (
        <>
          <div className="tablewrap">
            <table className="tight">
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col" className={column === 'devices' ? 'r' : ''}>
                      {t(`people.columns.${column}`)}
                    </th>
                  ))}
                  <th scope="col">
                    <span className="vh">{t('people.columns.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {people.data.items.map((person) => (
                  <Row
                    key={person.personId}
                    person={person}
                    siteName={sites.data?.items.find((site) => site.siteId === person.siteId)?.name ?? null}
                    onEdit={() => setOpen({ type: 'edit', person })}
                    onDisable={() => setOpen({ type: 'disable', person })}
                  />
                ))}
              </tbody>
            </table>
          </div>
          <Pager offset={offset} limit={pageSize} total={people.data.total} onMove={setOffset} />
        </>
      )}
      {open?.type === 'edit' && <PersonModal person={open.person} onClose={() => setOpen(null)} />}
      {open?.type === 'disable' && <DisableModal person={open.person} onClose={() => setOpen(null)} />}
    </section>
  )
}
