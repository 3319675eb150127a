import type { Me } from '@hearthline/shared'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { getI18n } from 'react-i18next'
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
