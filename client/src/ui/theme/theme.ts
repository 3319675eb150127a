import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Ten shades around ink; 8 is the light scheme's ink and 1 the dark one's. */
const ink: MantineColorsTuple = [
  '#f1f5ff',
  '#dce4f7',
  '#b9c6e6',
  '#95a7d2',
  '#7388bd',
  '#566ba3',
  '#415484',
  '#2b385b',
  '#1b2540',
  '#121a2c',
]

/**
 * Mantine's share of the look. Colours, type and spacing are CSS variables in tokens.css and mantine.css; this only
 * says which of Mantine's own choices differ from its defaults. Scroll locking injects a <style>, so it is off.
 */
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 1 },
  colors: { ink },
  autoContrast: true,
  respectReducedMotion: true,
  fontFamily: 'var(--font)',
  defaultRadius: 8,
  cursorType: 'pointer',
  components: {
    Modal: {
      defaultProps: { lockScroll: false, centered: true, padding: 20, transitionProps: { duration: 120 } },
    },
  },
})
