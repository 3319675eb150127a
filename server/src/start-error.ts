/**
 * A start-up failure that a person can fix: a port is taken, a folder is not writable, a certificate cannot be read.
 * The process that meets it prints `line`, and nothing else, and ends with exit code 1.
 */
export class StartError extends Error {
  readonly line: string

  /** @param line one sentence: what failed, and what to change. */
  constructor(line: string, options?: ErrorOptions) {
    super(line, options)
    this.name = 'StartError'
    this.line = line
  }
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null

/**
 * Turns what `listen` or `bind` failed with into the line for the operator; any other error comes back as it is.
 * @param setting the environment variable that holds the port, e.g. `HEARTHLINE_HTTP_PORT`.
 */
export function bindFailure(error: unknown, setting: string, host: string, port: number): unknown {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
    case 'port-taken': // the word of the SIP stack (SipBindErrorCode)
      return new StartError(`Port ${port} on ${host} is taken; free it or set ${setting} to another port.`, {
        cause: error,
      })
    case 'EACCES':
      return new StartError(
        `Port ${port} on ${host} may not be opened by this user; set ${setting} above 1023.`,
        {
          cause: error,
        },
      )
    case 'EADDRNOTAVAIL':
      return new StartError(
        `${host} is not an address of this machine; set HEARTHLINE_BIND to one that is.`,
        {
          cause: error,
        },
      )
    default:
      return error
  }
}
