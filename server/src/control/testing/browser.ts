import { Challenge, DevicePublicKey, EnrolledDevice, Me, signedText } from '@hearthline/shared'

export interface Answer {
  status: number
  body: unknown
  headers: Headers
}

export interface DeviceKey {
  publicKey: DevicePublicKey
  /** P1363 in base64url, as WebCrypto makes it. */
  sign(text: string): Promise<string>
  signDer(text: string): Promise<string>
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signing = { name: 'ECDSA', hash: 'SHA-256' } as const

export async function createDeviceKey(): Promise<DeviceKey> {
  const pair = await crypto.subtle.generateKey(curve, true, ['sign', 'verify'])
  const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey)
  const publicKey = DevicePublicKey.parse({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y })
  const sign = async (text: string) =>
    Buffer.from(await crypto.subtle.sign(signing, pair.privateKey, new TextEncoder().encode(text)))
  return {
    publicKey,
    sign: async (text) => (await sign(text)).toString('base64url'),
    signDer: async (text) => derOf(await sign(text)).toString('base64url'),
  }
}

const integer = (bytes: Buffer) => {
  const trimmed = bytes.subarray(bytes.findIndex((byte) => byte !== 0))
  const positive = (trimmed[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed
  return Buffer.concat([Buffer.from([2, positive.length]), positive])
}

/** ECDSA-Sig-Value (RFC 3279, 2.2.3) of r ‖ s. */
function derOf(signature: Buffer): Buffer {
  const body = Buffer.concat([integer(signature.subarray(0, 32)), integer(signature.subarray(32))])
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

/** A browser as control sees one: cookies, an Origin, an address, perhaps a device key. */
export class Browser {
  readonly cookies = new Map<string, string>()
  key: DeviceKey | null = null
  deviceId: string | null = null
  readonly baseOf: () => string
  readonly origin: string
  address: string | null

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

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.baseOf()}${path}`, {
      method,
      headers: {
        ...(method !== 'GET' && { Origin: this.origin }),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...(this.cookies.size > 0 && { Cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') }),
        ...(this.address !== null && { 'X-Forwarded-For': this.address }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      redirect: 'manual',
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split('=')
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }

  async challenge(purpose: 'enrol' | 'sign-in'): Promise<Challenge> {
    const { body } = await this.send('POST', '/api/challenges', { purpose })
    return Challenge.parse(body)
  }

  /** The body of an enrolment with a fresh key. */
  async enrolmentBody(code: string) {
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
    }
  }

  async enrol(code: string): Promise<EnrolledDevice> {
    const { body } = await this.send('POST', '/api/enrolments', await this.enrolmentBody(code))
    const device = EnrolledDevice.parse(body)
    this.deviceId = device.deviceId
    return device
  }

  /** The body of a sign-in, signed by this browser's key over a fresh challenge. */
  async signInBody(person: { personId: string; userName: string }, password: string) {
    this.key ??= await createDeviceKey()
    const deviceId = this.deviceId ?? '00000000-0000-4000-8000-00000000000d'
    const challenge = await this.challenge('sign-in')
    const text = signedText.signIn({ origin: this.origin, personId: person.personId, deviceId, challenge })
    return {
      userName: person.userName,
      password,
      deviceId,
      challengeId: challenge.challengeId,
      signature: await this.key.sign(text),
    }
  }

  async signIn(person: { personId: string; userName: string }, password: string): Promise<Me> {
    const { body } = await this.send('POST', '/api/sign-in', await this.signInBody(person, password))
    return Me.parse(body)
  }
}
