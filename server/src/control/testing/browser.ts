import { randomBytes } from 'node:crypto'
import {
  Challenge,
  EnrolledDevice,
  Me,
  nonceHeader,
  Problem,
  proofHeader,
  signedText,
  timeHeader,
  writeProof,
  type RequestProof,
} from '@hearthline/shared'
import { createDeviceKey, type DeviceKey } from './device-key.ts'
import type { SoftAuthenticator, Spoilt } from './soft-authenticator.ts'

export { createDeviceKey, type DeviceKey } from './device-key.ts'

export interface Answer {
  status: number
  body: unknown
  headers: Headers
}

/**
 * How a request proves itself. `auto`, as the client does: signed when there is a sign-in cookie and a key, and sent
 * again once with the fresh nonce of a `proof-required`. `none`: no proof. A function: sent as it says, and not again.
 */
export type ProofOption = 'auto' | 'none' | ((proof: RequestProof) => RequestProof | string)

const signInCookie = /hearthline-sign-in$/

/** A browser as control sees one: cookies, an Origin, an address, perhaps a device key that changes at each sign-in. */
export class Browser {
  readonly cookies = new Map<string, string>()
  /** The key in use: what signs requests, sockets and the next sign-in. */
  key: DeviceKey | null = null
  /** Keys that were in use before, newest last. */
  readonly retiredKeys: DeviceKey[] = []
  deviceId: string | null = null
  /** The hardware key, for a device of grade D2. */
  authenticator: SoftAuthenticator | null = null
  readonly baseOf: () => string
  readonly origin: string
  address: string | null
  /** What control said last. */
  nonce: string | null = null
  controlTimeMs = 0
  #offered: DeviceKey[] = []

  /**
   * @param baseOf where control listens now; a restart moves it.
   * @param address sent as `X-Forwarded-For`; null to come from loopback itself.
   */
  constructor(baseOf: () => string, origin: string, address: string | null = null) {
    this.baseOf = baseOf
    this.origin = origin
    this.address = address
  }

  get base(): string {
    return this.baseOf()
  }

  get isSignedIn(): boolean {
    return [...this.cookies.keys()].some((name) => signInCookie.test(name))
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
    proof: ProofOption = 'auto',
  ): Promise<Answer> {
    const first = await this.#sendOnce(method, path, body, headers, proof)
    const again = proof === 'auto' && this.#wantsProof(first) && this.key !== null && this.nonce !== null
    return again ? this.#sendOnce(method, path, body, headers, proof) : first
  }

  #wantsProof({ status, body }: Answer): boolean {
    const problem = status === 401 ? Problem.safeParse(body) : null
    return problem?.success === true && problem.data.code === 'proof-required'
  }

  async #sendOnce(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
    option: ProofOption,
  ): Promise<Answer> {
    const proof = await this.#proofHeader(method, path, option)
    const response = await fetch(`${this.baseOf()}${path}`, {
      method,
      headers: {
        ...(method !== 'GET' && { Origin: this.origin }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(this.cookies.size > 0 && { Cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
        ...(this.address !== null && { 'X-Forwarded-For': this.address }),
        ...(proof !== null && { [proofHeader]: proof }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    this.nonce = response.headers.get(nonceHeader) ?? this.nonce
    this.controlTimeMs = Number(response.headers.get(timeHeader) ?? this.controlTimeMs)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    if (path === '/api/sign-in' && response.status === 200) this.#switchKey(body)
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }

  async #proofHeader(method: string, path: string, option: ProofOption): Promise<string | null> {
    if (option === 'none' || !this.isSignedIn || this.key === null) return null
    const proof = await this.proofOf(method, path)
    if (option === 'auto') return this.nonce === null ? null : writeProof(proof)
    const spoilt = option(proof)
    return typeof spoilt === 'string' ? spoilt : writeProof(spoilt)
  }

  /** A proof of this browser's key over what control said last; `part` says otherwise before it is signed. */
  async proofOf(method: string, path: string, part: Partial<RequestProof> = {}): Promise<RequestProof> {
    this.key ??= await createDeviceKey()
    const signed = {
      keyId: this.key.keyId,
      proofId: randomBytes(16).toString('base64url'),
      atMs: this.controlTimeMs,
      nonce: this.nonce ?? 'A'.repeat(43),
      ...part,
    }
    // As it goes over the wire: fetch escapes what is not ASCII.
    const { href, origin } = new URL(path, this.base)
    const text = signedText.request({ method, path: href.slice(origin.length), ...signed })
    return { signature: await this.key.sign(text), ...signed }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split('=')
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }

  /** Control took the sign-in: from now on the key that came with it is in use. */
  #switchKey(body: unknown): void {
    const sent = JSON.stringify(body)
    const next = this.#offered.find((key) => sent.includes(key.publicKey.x))
    if (next === undefined) return
    if (this.key !== null) this.retiredKeys.push(this.key)
    this.key = next
    this.#offered = []
  }

  async challenge(purpose: 'enrol' | 'sign-in' | 'reset'): Promise<Challenge> {
    const { body } = await this.send('POST', '/api/challenges', { purpose })
    return Challenge.parse(body)
  }

  /** The body of an enrolment with a fresh key; with an authenticator, spoilt or not, it asks for grade D2. */
  async enrolmentBody(code: string, spoilt?: Spoilt) {
    this.key ??= await createDeviceKey()
    const challenge = await this.challenge('enrol')
    const { publicKey } = this.key
    return {
      challengeId: challenge.challengeId,
      code,
      publicKey,
      signature: await this.key.sign(signedText.enrol({ origin: this.origin, challenge, publicKey })),
      deviceName: 'home laptop',
      storagePersisted: true,
      ...(this.authenticator !== null && {
        credential: this.authenticator.create({ nonce: challenge.nonce, origin: this.origin }, spoilt),
        platformAuthenticator: true,
      }),
    }
  }

  async enrol(code: string): Promise<EnrolledDevice> {
    const { body } = await this.send('POST', '/api/enrolments', await this.enrolmentBody(code))
    const device = EnrolledDevice.parse(body)
    this.deviceId = device.deviceId
    return device
  }

  /** The body of a sign-in, signed by this browser's key over a fresh challenge, with its next key. */
  async signInBody(person: { personId: string; userName: string }, password: string, spoilt?: Spoilt) {
    this.key ??= await createDeviceKey()
    const deviceId = this.deviceId ?? '00000000-0000-4000-8000-00000000000d'
    const challenge = await this.challenge('sign-in')
    const part = { origin: this.origin, personId: person.personId, deviceId, challenge }
    return {
      userName: person.userName,
      password,
      deviceId,
      challengeId: challenge.challengeId,
      keyId: this.key.keyId,
      signature: await this.key.sign(signedText.signIn(part)),
      next: await this.rotation(part),
      ...(this.authenticator !== null && {
        assertion: this.authenticator.get({ nonce: challenge.nonce, origin: this.origin }, spoilt),
      }),
    }
  }

  /** The hand-over to a fresh key, which is used once control has taken it. */
  async rotation(part: { origin: string; personId: string; deviceId: string; challenge: Challenge }) {
    this.key ??= await createDeviceKey()
    const next = await createDeviceKey()
    this.#offered.push(next)
    const text = signedText.rotate({ ...part, next: next.publicKey })
    return {
      publicKey: next.publicKey,
      byCurrentKey: await this.key.sign(text),
      byNextKey: await next.sign(text),
    }
  }

  async signIn(person: { personId: string; userName: string }, password: string): Promise<Me> {
    const { body } = await this.send('POST', '/api/sign-in', await this.signInBody(person, password))
    return Me.parse(body)
  }
}
