import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Secrets of this installation, made on first start with mode 0600. */
export interface Keys {
  /** 32 bytes; seals call and monitor tickets. */
  ticket: Buffer
  /** Hex text; HMAC secret of minted SIP credentials. */
  sipCredential: string
  /** Hex text; authenticates the voice link. */
  voiceLink: string
  /** PEM (SPKI); a voice node wraps recording keys with it and cannot undo that. */
  recordingPublicPem: string
  /** PEM (PKCS#8); only control's playback reads it. */
  recordingPrivatePem: string
}

/** What a voice node may hold: it gets no key that opens a recording. */
export type VoiceKeys = Omit<Keys, 'recordingPrivatePem'>

const secretFiles = {
  ticket: 'ticket.key',
  sipCredential: 'sip-credential.key',
  voiceLink: 'voice-link.key',
} as const
const recordingPublic = 'recording-public.pem'
const recordingPrivate = 'recording-private.pem'

/** Makes whatever key is missing under `<dataDir>/keys`. Run once, before any role starts, so that roles never race. */
export function ensureKeys(dataDir: string): void {
  const dir = join(dataDir, 'keys')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  chmodSync(dir, 0o700)
  for (const file of Object.values(secretFiles)) {
    const path = join(dir, file)
    if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  }
  if (!existsSync(join(dir, recordingPrivate))) {
    const pair = generateKeyPairSync('x25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    })
    writeFileSync(join(dir, recordingPublic), pair.publicKey, { mode: 0o600 })
    writeFileSync(join(dir, recordingPrivate), pair.privateKey, { mode: 0o600, flag: 'wx' })
  }
}

export function readVoiceKeys(dataDir: string): VoiceKeys {
  const read = (file: string) => readFileSync(join(dataDir, 'keys', file), 'utf8').trim()
  return {
    ticket: Buffer.from(read(secretFiles.ticket), 'hex'),
    sipCredential: read(secretFiles.sipCredential),
    voiceLink: read(secretFiles.voiceLink),
    recordingPublicPem: read(recordingPublic),
  }
}

export function readKeys(dataDir: string): Keys {
  return {
    ...readVoiceKeys(dataDir),
    recordingPrivatePem: readFileSync(join(dataDir, 'keys', recordingPrivate), 'utf8'),
  }
}
