export interface ReadyFacts {
  url: string
  password: string
  people: readonly { displayName: string; role: string; userName: string; link: string }[]
  numbers: readonly { number: string; does: string }[]
}

/** The one block a newcomer reads: where to go, who to be, whom to call. */
export function readyBlock({ url, password, people, numbers }: ReadyFacts): string {
  const width = Math.max(...people.map(({ displayName, role }) => displayName.length + role.length + 3))
  const rule = '─'.repeat(78)
  return [
    rule,
    `Hearthline is ready:  ${url}`,
    '',
    'Open one link per browser profile (each makes one device; valid 10 minutes):',
    ...people.flatMap(({ displayName, role, userName, link }) => [
      `  ${`${displayName}, ${role}`.padEnd(width)}  user name ${userName}`,
      `    ${link}`,
    ]),
    `Password of all demo people:  ${password}`,
    'More links:  pnpm enrol <user-name>   (without pnpm: npm run enrol -- <user-name>)',
    '',
    'Numbers of the demo carrier:',
    ...numbers.map(({ number, does }) => `  ${number}  ${does}`),
    '',
    'Press Ctrl+C to stop.',
    rule,
  ].join('\n')
}
