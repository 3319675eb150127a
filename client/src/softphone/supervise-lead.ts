import type { PersonId } from '@hearthline/shared'
import { getI18n } from 'react-i18next'
import { loadPatiently } from '../app/lazy.ts'
import { loadTexts } from '../i18n/i18n.ts'
import { toast } from '../ui/components/toast.tsx'
import type { Followed } from './follow-machine.ts'
import type { PhoneService } from './phone-store.ts'

/** Says that following has ended, in the words of the pages that a lead opens later. */
async function tellFollowEnded({ personId, displayName }: Followed): Promise<void> {
  const i18n = getI18n()
  await loadPatiently(() => loadTexts(i18n, 'late'))
  const t = i18n.getFixedT(null, 'liveCall')
  toast({
    key: `follow ${personId}`,
    tone: 'idle',
    title: t('follow.ended', { name: displayName }),
    text: t('follow.endedText'),
  })
}

/** What only leads need loads for leads only; until it has, a lead's phone cannot listen yet. */
export function superviseWith(lead: PersonId, service: PhoneService): { dispose: () => void } {
  let disposed = false
  let stop: (() => void) | null = null
  const load = async (): Promise<void> => {
    const { supervise } = await loadPatiently(() => import('./supervise.ts'), [400, 1_600, 5_000, 15_000])
    if (disposed) return
    stop = supervise(lead, service, (agent) => {
      // Without the words there is nothing to say; the page shows that nobody is followed.
      tellFollowEnded(agent).catch(() => undefined)
    })
  }
  // Given up after 22 s without a network: every page that needs it says that the phone has no line.
  load().catch(() => undefined)
  return {
    dispose: () => {
      disposed = true
      stop?.()
    },
  }
}
