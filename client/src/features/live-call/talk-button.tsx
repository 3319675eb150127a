import { IconMicrophone } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/components/icon.tsx'
import { Kbd } from '../../ui/components/kbd.tsx'

/**
 * Speaks while it is held: by pointer, or by Space while it has the focus. Whatever takes it from under the hand
 * (focus, pointer, page) lets go of it.
 */
export const TalkButton = ({
  held,
  onTalk,
}: {
  held: boolean
  onTalk: ((on: boolean) => void) | undefined
}) => {
  const { t } = useTranslation('liveCall')
  const talk = useRef(onTalk)
  useEffect(() => {
    talk.current = onTalk
  }, [onTalk])
  useEffect(() => {
    const letGo = (): void => {
      if (document.visibilityState === 'hidden') talk.current?.(false)
    }
    document.addEventListener('visibilitychange', letGo)
    return () => {
      document.removeEventListener('visibilitychange', letGo)
      talk.current?.(false)
    }
  }, [])
  return (
    <button
      type="button"
      className={`btn live-talk ${held ? 'held' : ''}`}
      disabled={onTalk === undefined}
      aria-keyshortcuts="Space"
      onPointerDown={(event) => {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        onTalk?.(true)
      }}
      onPointerUp={() => onTalk?.(false)}
      onPointerCancel={() => onTalk?.(false)}
      onLostPointerCapture={() => onTalk?.(false)}
      onKeyDown={(event) => {
        if (event.code !== 'Space') return
        event.preventDefault()
        if (!event.repeat) onTalk?.(true)
      }}
      onKeyUp={(event) => {
        if (event.code !== 'Space') return
        event.preventDefault()
        onTalk?.(false)
      }}
      onBlur={() => onTalk?.(false)}
      onContextMenu={(event) => event.preventDefault()}
    >
      <Icon of={IconMicrophone} size={16} />
      {t('microphone.hold')} <Kbd keys={['Space']} />
    </button>
  )
}
