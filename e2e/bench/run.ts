/** `npm run bench -- <name> [--calls n] [--seconds n]`: progress on stderr, one JSON line last on stdout. */
import { parseArgs } from 'node:util'

export type Progress = (line: string) => void
const progress: Progress = (line) => void process.stderr.write(`${line}\n`)

const usage =
  'Usage: npm run bench -- first-call | signalling | media | sign-in | revoke | supervision | survival | wallboard  [--calls <number>] [--seconds <number>] [--agents <number>] [--switches <number>] [--runs <number>] [--faults <name>,<name>…]'

async function runBench(name: string | undefined, args: string[]): Promise<unknown> {
  switch (name) {
    case 'first-call': {
      const { run } = await import('./first-call.ts')
      return await run(args, progress)
    }
    case 'signalling': {
      const { run } = await import('./signalling/run.ts')
      return await run(args, progress)
    }
    case 'media': {
      const { run } = await import('./media.ts')
      return await run(args, progress)
    }
    case 'sign-in': {
      const { run } = await import('./sign-in.ts')
      return await run(args, progress)
    }
    case 'revoke': {
      const { run } = await import('./revoke.ts')
      return await run(args, progress)
    }
    case 'supervision': {
      const { run } = await import('./supervision.ts')
      return await run(args, progress)
    }
    case 'wallboard': {
      const { run } = await import('./wallboard/run.ts')
      return await run(args, progress)
    }
    case 'survival': {
      const { run } = await import('./survival/run.ts')
      return await run(args, progress)
    }
    default:
      return null
  }
}

// npm hands a `--` of its own through pnpm; it names no benchmark.
const words = process.argv.slice(2).filter((word) => word !== '--')
const { positionals } = parseArgs({ args: words, strict: false, allowPositionals: true })
const [name] = positionals
const result = await runBench(
  typeof name === 'string' ? name : undefined,
  words.filter((word) => word !== name),
)
if (result === null) {
  progress(usage)
  process.exitCode = 1
} else process.stdout.write(`${JSON.stringify(result)}\n`)
