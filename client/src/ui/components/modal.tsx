import { Modal as MantineModal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** A modal of the house: titled, Esc closes, focus goes back to where it was; in a call it leaves the dock free. */
export const Modal = ({
  title,
  onClose,
  size = 460,
  children,
}: {
  title: string
  onClose: () => void
  size?: number
  children: ReactNode
}) => {
  const { t } = useTranslation()
  return (
    <MantineModal
      opened
      title={title}
      size={size}
      onClose={onClose}
      // Mantine's <header> would be a second banner of the page.
      attributes={{ header: { role: 'none' } }}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {children}
    </MantineModal>
  )
}
