export { createHelpDesk, type HelpDesk } from './help-desk.ts'
export type { HelpStore, StoredHelp } from './ports.ts'
