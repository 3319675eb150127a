import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'

const inFolder = (name: string): string => fileURLToPath(new URL(`firefox/${name}`, import.meta.url))
const address = '10.77.0.1'

test('an agent at Firefox signs in, talks, holds, mutes and hangs up', async () => {
  test.setTimeout(150_000)
  const walk = spawn(
    'unshare',
    ['--net', 'sh', inFolder('house.sh'), address, process.execPath, inFolder('walk.ts'), address],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let proved = ''
  let trouble = ''
  walk.stdout.on('data', (chunk) => (proved += String(chunk)))
  walk.stderr.on('data', (chunk) => (trouble += String(chunk)))
  const code = await new Promise((resolve) => {
    walk.once('exit', resolve)
  })
  expect({ proved: proved.trim().split('\n'), code }, trouble).toEqual({
    proved: ['signed in and registered', 'a call with audio both ways', 'hold and resume', 'mute', 'hang up'],
    code: 0,
  })
})
