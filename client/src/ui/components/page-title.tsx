import { createContext, useContext, useEffect, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'

/** The place in the shell's top bar that takes a screen's title; null until it is there. */
export const TitleSlot = createContext<HTMLElement | null>(null)

/** The screen's title in the top bar, a line of context beside it, and what belongs at the bar's end. Also names the browser tab. */
export const PageTitle = ({
  title,
  context,
  end,
}: {
  title: string
  context?: ReactNode
  end?: ReactNode
}) => {
  const { t } = useTranslation()
  const slot = useContext(TitleSlot)
  useEffect(() => {
    document.title = `${title} · ${t('product')}`
  }, [title, t])
  return slot === null
    ? null
    : createPortal(
        <>
          <h1 className="h2 nw">{title}</h1>
          {context !== undefined && <span className="t2 sm el">{context}</span>}
          {end !== undefined && <span className="ml nw">{end}</span>}
        </>,
        slot,
      )
}
