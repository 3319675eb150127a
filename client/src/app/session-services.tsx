import type { Me } from '@hearthline/shared'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { getI18n } from 'react-i18next'
import { type LiveView, liveStore, startRealtime } from '../realtime/index.ts'
import { startPhone } from '../softphone/index.ts'
import { closeToast, toast } from '../ui/components/toast.tsx'
import { tellSignedOut } from './floor-signed-out.ts'

/** What is fetched again when the count of what waits changes. */
const waitingLists = [
  { list: 'devices', of: 'devices' },
  { list: 'access-requests', of: 'requests' },
  { list: 'anomalies', of: 'anomalies' },
] as const

/** Which notices tell of a coaching note: another one means that the notes are to be fetched again. */
const coachingNotices = ({ own }: LiveView): string =>
  (own?.notices ?? [])
    .flatMap((notice) => (notice.kind === 'coaching-note' ? [notice.noticeId] : []))
    .join(' ')

const codeToast = 'realtime-code'

/**
 * What runs for as long as a person is signed in, whatever the page: the control socket and fresh lists.
 * Keyed by the sign-in: another one starts all of it anew.
 */
export const SessionServices = () => {
  const queries = useQueryClient()
  useEffect(() => {
    const realtime = startRealtime((code) => {
      if (code === 'loaded') closeToast(codeToast)
      else {
        // Not the hook's: its `t` changes with the language, and with it the socket would start anew.
        const { t } = getI18n()
        toast({
          key: codeToast,
          tone: 'bad',
          title: t('failed.live'),
          text: t('failed.liveText'),
          action: { label: t('reload'), onPress: () => location.reload() },
        })
      }
    })
    return () => {
      realtime.dispose()
      // The next person at this browser must not see a list of the last one.
      queries.clear()
    }
  }, [queries])
  useEffect(
    () =>
      liveStore.subscribe((now, before) => {
        if (now.lastSignedOut !== null && now.lastSignedOut !== before.lastSignedOut) {
          // Without the words there is nothing to say; the floor itself shows that they are gone.
          tellSignedOut(now.lastSignedOut).catch(() => undefined)
        }
        if (now.recordsVersion !== before.recordsVersion) {
          void queries.invalidateQueries({ queryKey: ['calls'] })
          void queries.invalidateQueries({ queryKey: ['recording'] })
        }
        if (coachingNotices(now) !== coachingNotices(before)) {
          void queries.invalidateQueries({ queryKey: ['coaching'] })
        }
        for (const { list, of } of waitingLists) {
          if (now.attention?.[of] !== before.attention?.[of]) {
            void queries.invalidateQueries({ queryKey: [list] })
          }
        }
      }),
    [queries],
  )
  return null
}

/**
 * The phone of one sign-in. It outlives the sign-in by the call that drains, so it stands beside the screens, not in them.
 * Keyed by the sign-in.
 */
export const PhoneKeeper = ({ role, draining }: { role: Me['role']; draining: boolean }) => {
  const running = useRef<ReturnType<typeof startPhone> | null>(null)
  useEffect(() => {
    if (role === 'administrator') return undefined
    const phone = startPhone()
    running.current = phone
    return () => phone.dispose()
  }, [role])
  useEffect(() => {
    if (draining) running.current?.drain()
  }, [draining])
  return null
}
