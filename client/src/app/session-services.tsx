import type { Me } from '@hearthline/shared'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { liveStore, startRealtime } from '../realtime/index.ts'
import { startPhone } from '../softphone/index.ts'
import { closeToast, toast } from '../ui/components/toast.tsx'

const codeToast = 'realtime-code'

/**
 * What runs for as long as a person is signed in, whatever the page: the control socket, the phone, fresh lists.
 * Keyed by the sign-in: another one starts all of it anew.
 */
export const SessionServices = ({ role }: { role: Me['role'] }) => {
  const queries = useQueryClient()
  const { i18n } = useTranslation()
  useEffect(() => {
    const realtime = startRealtime((code) => {
      if (code === 'loaded') closeToast(codeToast)
      else
        toast({
          key: codeToast,
          tone: 'bad',
          title: i18n.t('failed.live'),
          text: i18n.t('failed.liveText'),
          action: { label: i18n.t('reload'), onPress: () => location.reload() },
        })
    })
    return () => {
      realtime.dispose()
      // The next person at this browser must not see a list of the last one.
      queries.clear()
    }
  }, [queries, i18n])
  useEffect(() => {
    if (role === 'administrator') return undefined
    const phone = startPhone()
    return () => phone.dispose()
  }, [role])
  useEffect(
    () =>
      liveStore.subscribe((now, before) => {
        if (now.recordsVersion !== before.recordsVersion) {
          void queries.invalidateQueries({ queryKey: ['calls'] })
          void queries.invalidateQueries({ queryKey: ['recording'] })
        }
        if (now.pendingDevices !== before.pendingDevices) {
          void queries.invalidateQueries({ queryKey: ['devices'] })
        }
      }),
    [queries],
  )
  return null
}
