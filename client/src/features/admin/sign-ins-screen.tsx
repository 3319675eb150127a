import { accountRoutes, type LiveSignIn } from '@hearthline/shared'
import { IconLogin2, IconPhone } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { Button } from '../../ui/components/button.tsx'
import { Empty } from '../../ui/components/empty.tsx'
import { SearchBox } from '../../ui/components/list-tools.tsx'
import { PagedBody } from '../../ui/components/paged-body.tsx'
import { PersonName } from '../../ui/components/person.tsx'
import { ReasonModal } from '../../ui/components/reason-modal.tsx'
import { SortHeader, type Sorting } from '../../ui/components/sort-header.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { dayAndTime } from '../../ui/format/time.ts'

const pageSize = 25
/** People come and go without a word to this list. */
const askAgainMs = 15_000
type Column = 'person' | 'signed-in' | 'last-active'

const EndModal = ({ signIn, onClose }: { signIn: LiveSignIn; onClose: () => void }) => {
  const { t } = useTranslation('adminAccess')
  const queries = useQueryClient()
  const name = signIn.person.displayName
  const end = useMutation({
    mutationFn: (reason: string) =>
      fetchAnswer(accountRoutes.endSignIn, { params: { signInId: signIn.signInId }, body: { reason } }),
    onSuccess: () => {
      toast({ key: signIn.signInId, tone: 'ready', title: t('signIns.ended', { name }) })
      onClose()
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['sign-ins'] }),
  })
  const warning = signIn.own
    ? t('signIns.endOwn')
    : signIn.inCall
      ? t('signIns.endCall', { name })
      : undefined
  return (
    <ReasonModal
      title={t('signIns.endTitle', { name })}
      text={t('signIns.endText')}
      {...(warning === undefined ? {} : { warning })}
      confirm={t('signIns.end')}
      pending={end.isPending}
      problem={end.error === null ? null : problemOf(end.error)}
      onConfirm={(reason) => end.mutate(reason)}
      onClose={onClose}
    />
  )
}

const Row = ({ signIn, onEnd }: { signIn: LiveSignIn; onEnd: () => void }) => {
  const { t, i18n } = useTranslation('adminAccess')
  const { t: common } = useTranslation()
  const ago = useAgo()
  const now = useNow(60_000)
  const { person, device } = signIn
  return (
    <tr>
      <td>
        <PersonName name={person.displayName} className="m" />
        <span className="xs t3">{common(`role.${person.role}`)}</span>
      </td>
      <td>
        <PersonName
          name={device.name === device.browser ? device.name : `${device.name}, ${device.browser}`}
        />
        <GradeBadge grade={device.grade} />
      </td>
      <td className="t2">
        {signIn.network !== null && <PersonName name={signIn.network} />}
        <span className={`code nw ${signIn.network === null ? '' : 'xs t3'}`}>{signIn.address}</span>
      </td>
      <td className="num nw">{ago(signIn.signedInAt)}</td>
      <td className="num nw">
        {signIn.inCall ? (
          <Chip tone="live" icon={IconPhone}>
            {t('signIns.inCall')}
          </Chip>
        ) : (
          ago(signIn.lastActiveAt)
        )}
      </td>
      <td className="num nw t2">{dayAndTime(signIn.expiresAt, now, i18n.language)}</td>
      <td className="r nw">
        <span className="row g8 row-end">
          {signIn.own && <Chip tone="idle">{t('signIns.own')}</Chip>}
          <Button size="sm" look="danger" onPress={onEnd}>
            {t('signIns.end')}
            <span className="vh">
              {person.displayName}, {device.name}
            </span>
          </Button>
        </span>
      </td>
    </tr>
  )
}

/** Who is signed in now, everywhere; any sign-in can be ended. */
export const SignInsScreen = () => {
  const { t } = useTranslation('adminAccess')
  const { t: common } = useTranslation()
  const [search, setSearch] = useState('')
  const [sorting, setSorting] = useState<Sorting<Column>>({ by: 'signed-in', direction: 'descending' })
  const [offset, setOffset] = useState(0)
  const [ending, setEnding] = useState<LiveSignIn | null>(null)
  const query = {
    offset,
    limit: pageSize,
    sort: sorting.by,
    direction: sorting.direction,
    ...(search === '' ? {} : { search }),
  }
  const signIns = useQuery({
    queryKey: ['sign-ins', query],
    queryFn: ({ signal }) => fetchAnswer(accountRoutes.allSignIns, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: askAgainMs,
  })
  const find = (text: string) => {
    setSearch(text)
    setOffset(0)
  }
  const header = {
    sorting,
    onSort: (next: Sorting<Column>) => {
      setSorting(next)
      setOffset(0)
    },
  }
  return (
    <>
      <div>
        <h2 className="admin-head">{t('signIns.title')}</h2>
        <p className="t2 sm">{t('signIns.lead')}</p>
      </div>
      <section className="card list-card" aria-label={t('signIns.list')}>
        <div className="hd wrap">
          <h3 className="h3">{t('signIns.list')}</h3>
          <span className="t3 sm num">
            {signIns.data !== undefined && t('signIns.count', { count: signIns.data.total })}
          </span>
          <div className="ml">
            <SearchBox small label={t('signIns.search')} value={search} onSearch={find} width={230} />
          </div>
        </div>
        <PagedBody
          list={signIns}
          failed={t('signIns.failed')}
          empty={
            <Empty
              icon={IconLogin2}
              title={t('signIns.empty')}
              action={search !== '' && <Button onPress={() => find('')}>{common('action.clear')}</Button>}
            >
              {search === '' ? undefined : t('signIns.emptyFiltered')}
            </Empty>
          }
          offset={offset}
          limit={pageSize}
          onMove={setOffset}
        >
          {(items) => (
            <table>
              <thead>
                <tr>
                  <SortHeader column="person" {...header}>
                    {t('signIns.columns.person')}
                  </SortHeader>
                  <th scope="col">{t('signIns.columns.device')}</th>
                  <th scope="col">{t('signIns.columns.place')}</th>
                  <SortHeader column="signed-in" first="descending" {...header}>
                    {t('signIns.columns.since')}
                  </SortHeader>
                  <SortHeader column="last-active" first="descending" {...header}>
                    {t('signIns.columns.active')}
                  </SortHeader>
                  <th scope="col">{t('signIns.columns.until')}</th>
                  <th scope="col">
                    <span className="vh">{t('signIns.columns.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((signIn) => (
                  <Row key={signIn.signInId} signIn={signIn} onEnd={() => setEnding(signIn)} />
                ))}
              </tbody>
            </table>
          )}
        </PagedBody>
      </section>
      {ending !== null && <EndModal signIn={ending} onClose={() => setEnding(null)} />}
    </>
  )
}
