import { accountRoutes, type LiveSignIn, type SignInId } from '@hearthline/shared'
import { IconDeviceLaptop, IconPhone } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fetchAnswer, problemOf } from '../../api/query.ts'
import { useProblemText } from '../../api/use-problem-text.ts'
import { Chip } from '../../ui/components/alert.tsx'
import { GradeBadge } from '../../ui/components/badges.tsx'
import { Button } from '../../ui/components/button.tsx'
import { ErrorState, Skeleton } from '../../ui/components/empty.tsx'
import { Icon } from '../../ui/components/icon.tsx'
import { toast } from '../../ui/components/toast.tsx'
import { useNow } from '../../ui/components/timer.tsx'
import { useAgo } from '../../ui/format/ago.ts'
import { dayAndTime } from '../../ui/format/time.ts'

const SignInRow = ({ signIn, onOut }: { signIn: LiveSignIn; onOut: (() => void) | undefined }) => {
  const { t, i18n } = useTranslation('account')
  const ago = useAgo()
  const now = useNow(60_000)
  const { device, address, network, own, inCall } = signIn
  return (
    <li className="row item g12 top" data-sign-in-id={signIn.signInId}>
      <span className="t2">
        <Icon of={IconDeviceLaptop} />
      </span>
      <div className="f1 col g4">
        <div className="row g8 wrap">
          <b className="b el" title={device.name}>
            {device.name}
          </b>
          {own && <Chip tone="ready">{t('signIns.here')}</Chip>}
          {inCall && (
            <Chip tone="live" icon={IconPhone}>
              {t('signIns.inCall')}
            </Chip>
          )}
          <GradeBadge grade={device.grade} />
        </div>
        <span className="xs t2 el">{device.browser}</span>
        <span className="xs t2 num">
          {network === null ? t('signIns.from', { address }) : t('signIns.network', { address, network })}
        </span>
        <span className="xs t2 num">
          {t('signIns.since', {
            when: dayAndTime(signIn.signedInAt, now, i18n.language),
            ago: ago(signIn.lastActiveAt),
          })}
        </span>
      </div>
      {!own && (
        <Button size="sm" onPress={onOut}>
          {t('signIns.out')}
        </Button>
      )}
    </li>
  )
}

/** Where the person is signed in, with the way to end each or all of them but this one. */
export const SignInsCard = () => {
  const { t } = useTranslation('account')
  const problemText = useProblemText()
  const queries = useQueryClient()
  const signIns = useQuery({
    queryKey: ['my-sign-ins'],
    queryFn: ({ signal }) => fetchAnswer(accountRoutes.signIns, { signal }),
  })
  const out = useMutation({
    mutationFn: (signInId: SignInId | null) =>
      fetchAnswer(accountRoutes.signOutElsewhere, { body: signInId === null ? {} : { signInId } }),
    onSuccess: ({ ended }) =>
      toast({ key: 'my-sign-ins', tone: 'ready', title: t('signIns.ended', { count: ended }) }),
    onError: (error) =>
      toast({
        key: 'my-sign-ins',
        tone: 'bad',
        title: t('signIns.title'),
        text: problemText(problemOf(error)),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['my-sign-ins'] }),
  })
  const items = signIns.data?.items ?? []
  const others = items.filter((signIn) => !signIn.own)
  const end = (signInId: SignInId | null) => (out.isPending ? undefined : () => out.mutate(signInId))
  return (
    <section className="card" aria-labelledby="sign-ins-title">
      <div className="hd">
        <h2 className="h3" id="sign-ins-title">
          {t('signIns.title')}
        </h2>
        {others.length > 0 && (
          <span className="ml">
            <Button size="sm" look="danger" pending={out.isPending} onPress={end(null)}>
              {t('signIns.outAll')}
            </Button>
          </span>
        )}
      </div>
      {signIns.isError ? (
        <ErrorState
          title={t('signIns.failed')}
          problem={problemOf(signIns.error)}
          onRetry={() => void signIns.refetch()}
        />
      ) : signIns.data === undefined ? (
        <Skeleton rows={2} />
      ) : (
        <>
          <ul>
            {items.map((signIn) => (
              <SignInRow key={signIn.signInId} signIn={signIn} onOut={end(signIn.signInId)} />
            ))}
          </ul>
          <p className="xs t2 p16">{t(others.length === 0 ? 'signIns.onlyHere' : 'signIns.unknown')}</p>
        </>
      )}
    </section>
  )
}
