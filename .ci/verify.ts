/**
 * `npm test`: format, lint, types, unused code, unit tests, client build, end-to-end tests. Goes on after a failed stage, so
 * that one run tells everything, and ends with what failed, in its own words, and `N passed, N failed` (a stage that is no
 * test run counts as one).
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { z } from 'zod'

interface Tally {
  passed: number
  failed: number
  /** What failed: repeated at the end, where a log that keeps only its last lines still shows it. */
  failures?: string[]
}

const root = new URL('..', import.meta.url).pathname
const reports = mkdtempSync(join(tmpdir(), 'hearthline-verify-'))
const print = (line: string): void => void process.stdout.write(`${line}\n`)

function runs(command: string, args: string[], settings: Record<string, string> = {}): boolean {
  const run = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...settings },
  })
  if (run.error) print(`${command}: ${run.error.message}`)
  return run.status === 0
}

function stage(name: string, act: () => Tally | boolean): Tally {
  print(`\n── ${name}`)
  const startedAt = performance.now()
  const outcome = act()
  const tally: Tally =
    typeof outcome === 'boolean'
      ? { passed: outcome ? 1 : 0, failed: outcome ? 0 : 1, failures: outcome ? [] : [`${name} (see above)`] }
      : outcome
  const seconds = Math.round((performance.now() - startedAt) / 1_000)
  print(`── ${name}: ${tally.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  return tally
}

/** A failed run without a readable report still counts as a failure. */
function tallyOf(succeeded: boolean, read: () => Tally): Tally {
  try {
    const tally = read()
    return succeeded || tally.failed > 0 ? tally : { ...tally, failed: 1 }
  } catch (error) {
    print(`The report is missing: ${error instanceof Error ? error.message : String(error)}`)
    return { passed: 0, failed: 1 }
  }
}

const VitestReport = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
})
function unitFailures({ testResults }: z.infer<typeof VitestReport>): string[] {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name)
    const tests = assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${file} › ${fullName}\n${(failureMessages ?? []).join('\n')}`)
    return message === '' ? tests : [...tests, `${file}\n${message}`]
  })
}

function unitTests(): Tally {
  const path = join(reports, 'unit.json')
  const succeeded = runs('vitest', [
    'run',
    '--config',
    '.ci/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${path}`,
  ])
  return tallyOf(succeeded, () => {
    const report = VitestReport.parse(JSON.parse(readFileSync(path, 'utf8')))
    return { passed: report.numPassedTests, failed: report.numFailedTests, failures: unitFailures(report) }
  })
}

const PlaywrightSuite = z.object({
  title: z.string(),
  specs: z.array(
    z.object({
      title: z.string(),
      ok: z.boolean(),
      tests: z.array(
        z.object({
          results: z.array(z.object({ errors: z.array(z.object({ message: z.string().optional() })) })),
        }),
      ),
    }),
  ),
  get suites() {
    return z.array(PlaywrightSuite).optional()
  },
})
const PlaywrightReport = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
  suites: z.array(PlaywrightSuite),
})
function endToEndFailures({ title, specs, suites = [] }: z.infer<typeof PlaywrightSuite>): string[] {
  const own = specs
    .filter(({ ok }) => !ok)
    .map((spec) => {
      const errors = spec.tests.flatMap(({ results }) => results.flatMap((result) => result.errors))
      return `${title} › ${spec.title}\n${errors.map(({ message }) => message ?? '').join('\n')}`
    })
  return [...own, ...suites.flatMap(endToEndFailures)]
}

function endToEndTests(project: 'side-by-side' | 'alone', atOnce: number): Tally {
  const path = join(reports, `e2e-${project}.json`)
  const words = ['--reporter=list,json', `--project=${project}`, `--workers=${atOnce}`]
  const succeeded = runs(
    'pnpm',
    ['--filter', '@hearthline/e2e', 'exec', 'playwright', 'test'].concat(words),
    { PLAYWRIGHT_JSON_OUTPUT_FILE: path },
  )
  return tallyOf(succeeded, () => {
    const { stats, suites } = PlaywrightReport.parse(JSON.parse(readFileSync(path, 'utf8')))
    return {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky + stats.skipped,
      failures: suites.flatMap(endToEndFailures),
    }
  })
}

/** The Debian packages that the end-to-end tests drive: a browser, and SIP peers that nobody here wrote. */
const debianPackages = [
  { name: 'chromium', file: '/usr/bin/chromium' },
  { name: 'firefox-esr', file: '/usr/bin/firefox-esr' },
  { name: 'pulseaudio', file: '/usr/bin/pulseaudio' },
  { name: 'iproute2', file: '/usr/sbin/ip' },
  { name: 'nftables', file: '/usr/sbin/nft' },
  { name: 'sip-tester', file: '/usr/bin/sipp' },
  { name: 'kamailio', file: '/usr/sbin/kamailio' },
  { name: 'baresip', file: '/usr/bin/baresip' },
  { name: 'coturn', file: '/usr/bin/turnserver' },
]
function installPackages(): boolean {
  const missing = debianPackages.filter(({ file }) => !existsSync(file)).map(({ name }) => name)
  if (missing.length === 0) return true
  const byHand = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    print(`The end-to-end tests need ${missing.join(', ')}. As root on Debian, run: ${byHand}`)
    return false
  }
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' }
  return (
    runs('apt-get', ['update', '-qq'], quiet) &&
    runs('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], quiet)
  )
}

const tallies = [
  stage('format', () => runs('oxfmt', ['--check', '.'])),
  stage('lint', () => runs('oxlint', ['--type-aware', '--deny-warnings'])),
  stage('types', () => runs('pnpm', ['types'])),
  stage('unused code', () => runs('knip', [])),
  stage('unit tests', unitTests),
  stage('client build', () => runs('pnpm', ['--filter', '@hearthline/client', 'build'])),
  stage('browser and SIP peers', installPackages),
  stage('end-to-end tests, two at once', () => endToEndTests('side-by-side', 2)),
  stage('end-to-end tests that need the machine', () => endToEndTests('alone', 1)),
]
rmSync(reports, { recursive: true, force: true })
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0)
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0)
for (const failure of tallies.flatMap(({ failures }) => failures ?? [])) print(`\n✗ ${failure}`)
print(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
