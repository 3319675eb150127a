/** A lead looks at an agent's line checks and opens Ready. */
export const checks = {
  title: 'Open Ready for {{name}}',
  text: '{{name}} may go Ready in this sign-in without a check that passed. Customers may not hear them well.',
  reasonHint: 'It goes on record, and {{name}} sees it.',
  last: 'Last line checks',
  none: 'No check has been saved yet.',
  noList: 'No list of checks',
  passed: 'Passed',
  failed: 'Not passed',
  opened: 'Opened by {{name}}',
  done: 'Ready is open for {{name}}',
  item: {
    microphone: 'microphone',
    headset: 'headset',
    ringer: 'ringer',
    server: 'server',
    media: 'media path',
    notifications: 'notifications',
    power: 'battery and sleep',
  },
}
