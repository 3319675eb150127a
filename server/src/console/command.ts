import { parseArgs } from 'node:util'
import { askConsole } from './socket.ts'
import { ConsoleRequest, type ConsoleAnswer } from './words.ts'

export interface Terminal {
  print: (line: string) => void
  complain: (line: string) => void
}

const usages = {
  enrol: 'Usage: pnpm enrol <user-name>',
  'first-administrator': 'Usage: pnpm first-administrator <user-name> "<display name>"',
  trunk:
    'Usage: pnpm trunk list, or pnpm trunk set <name> --host <host> --caller-id <+number> [--port 5060] [--transport udp|tcp] ' +
    '[--address <ip>]… [--username <name> --password-file <file>] [--inbound-team <team>] [--disabled]',
} as const

/**
 * Runs one command of the operator against the Hearthline of this data folder.
 * @param words the command and its arguments, e.g. `enrol ada.mercer`.
 * @returns the exit code.
 */
export async function runConsoleCommand(
  words: readonly string[],
  dataDir: string,
  terminal: Terminal,
  readSecret: (path: string) => string,
): Promise<number> {
  const parsed = parseCommand(words, readSecret)
  if (!parsed.ok) {
    terminal.complain(parsed.line)
    return 1
  }
  const answer = await askConsole(dataDir, parsed.request)
  if (answer === null) {
    terminal.complain(`No Hearthline runs with the data folder ${dataDir}; start it first (npm start).`)
    return 1
  }
  return show(answer, terminal)
}

function show(answer: ConsoleAnswer, { print, complain }: Terminal): number {
  switch (answer.type) {
    case 'done':
      print('Done.')
      return 0
    case 'enrolment':
      print(
        `Open this link in ${answer.displayName}'s browser ${until(answer.expiresAt)}; its device is approved at once:`,
      )
      print(answer.link)
      return 0
    case 'administrator':
      print(`Password: ${answer.password}`)
      print(`Open this link ${until(answer.expiresAt)}; its device is approved at once:`)
      print(answer.link)
      return 0
    case 'lines':
      for (const line of answer.lines) print(line)
      return 0
    case 'refused':
      complain(answer.line)
      return 1
    default:
      return answer satisfies never
  }
}

const until = (atMs: number): string => `before ${new Date(atMs).toTimeString().slice(0, 5)}`

type Parsed = { ok: true; request: ConsoleRequest } | { ok: false; line: string }

function parseCommand(words: readonly string[], readSecret: (path: string) => string): Parsed {
  const [command, ...rest] = words
  switch (command) {
    case 'enrol':
      return requestOf({ command, userName: rest[0] }, rest.length === 1, usages.enrol)
    case 'first-administrator': {
      const [userName, displayName] = rest
      return requestOf({ command, userName, displayName }, rest.length === 2, usages[command])
    }
    case 'trunk':
      if (rest.length === 1 && rest[0] === 'list')
        return requestOf({ command: 'list-trunks' }, true, usages.trunk)
      return rest[0] === 'set' ? parseTrunk(rest.slice(1), readSecret) : { ok: false, line: usages.trunk }
    default:
      return { ok: false, line: Object.values(usages).join('\n') }
  }
}

function parseTrunk(words: string[], readSecret: (path: string) => string): Parsed {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        host: { type: 'string' },
        port: { type: 'string', default: '5060' },
        transport: { type: 'string', default: 'udp' },
        address: { type: 'string', multiple: true, default: [] },
        username: { type: 'string' },
        // A file, since what is typed on a command line is seen by every user of the machine.
        'password-file': { type: 'string' },
        'caller-id': { type: 'string' },
        'inbound-team': { type: 'string' },
        disabled: { type: 'boolean', default: false },
      },
    })
    const { username } = values
    const passwordFile = values['password-file']
    const complete = positionals.length === 1 && (username === undefined) === (passwordFile === undefined)
    return requestOf(
      {
        command: 'set-trunk',
        name: positionals[0],
        host: values.host,
        port: Number(values.port),
        transport: values.transport,
        addresses: values.address,
        credentials:
          username !== undefined && passwordFile !== undefined
            ? { username, password: readSecret(passwordFile).trim() }
            : null,
        inboundTeam: values['inbound-team'] ?? null,
        callerId: values['caller-id'],
        enabled: !values.disabled,
      },
      complete,
      usages.trunk,
    )
  } catch (error) {
    // parseArgs throws on unknown options, readSecret when there is no such file.
    return { ok: false, line: `${error instanceof Error ? error.message : String(error)}\n${usages.trunk}` }
  }
}

function requestOf(request: unknown, complete: boolean, usage: string): Parsed {
  const parsed = ConsoleRequest.safeParse(request)
  if (complete && parsed.success) return { ok: true, request: parsed.data }
  const issue = parsed.error?.issues[0]
  return { ok: false, line: issue ? `${issue.path.join('.')}: ${issue.message}\n${usage}` : usage }
}
