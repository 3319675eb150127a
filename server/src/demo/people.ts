import { join } from 'node:path'

/** The people of the demo organisation. Made up; a link is printed at start for those who are greeted. */
export const demoPeople = [
  {
    userName: 'ada.mercer',
    displayName: 'Ada Mercer',
    role: 'administrator',
    title: 'administrator',
    greeted: true,
  },
  { userName: 'dana.whitlock', displayName: 'Dana Whitlock', role: 'agent', title: 'agent', greeted: true },
  { userName: 'priya.raman', displayName: 'Priya Raman', role: 'lead', title: 'team lead', greeted: true },
  { userName: 'omar.haddad', displayName: 'Omar Haddad', role: 'agent', title: 'agent', greeted: false },
] as const

/** One random password for all of them, made by the seed, mode 0600. */
export const demoPasswordPath = (dataDir: string): string => join(dataDir, 'keys', 'demo-password')
