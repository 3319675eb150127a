import { MantineProvider, Modal as MantineModal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useColorScheme } from '../theme/color-scheme.ts'
import { theme } from '../theme/theme.ts'

/** The marks on <html> are our own (index.html, color-scheme.ts). */
const noRoot = (): undefined => undefined

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
  const scheme = useColorScheme((store) => store.scheme)
  return (
    // Here and not around the app, so that Mantine loads with the first modal only. It writes no <style>: its variables
    // and classes are static files (Content-Security-Policy).
    <MantineProvider
      theme={theme}
      defaultColorScheme={scheme}
      getRootElement={noRoot}
      withCssVariables={false}
      withGlobalClasses={false}
    >
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
    </MantineProvider>
  )
}
