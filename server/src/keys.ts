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
  /** 32 bytes; seals secrets in the database (control/secret-box.ts). */
  secretBox: Buffer
  /** 32 bytes; authenticates what control hands out and takes back without storing it, e.g. nonces of request proofs. */
  accessMac: Buffer
  /** PEM (PKCS#8), Ed25519; signs the anchors of the audit chain. Its public half lies beside the anchors. */
  auditAnchorPrivatePem: string
  /** PEM (SPKI). */
  auditAnchorPublicPem: string
}

/** What a voice node may hold: it gets no key that opens a recording. */
export type VoiceKeys = Pick<Keys, 'ticket' | 'sipCredential' | 'voiceLink' | 'recordingPublicPem'>

const secretFiles = {
  ticket: 'ticket.key',
  sipCredential: 'sip-credential.key',
  voiceLink: 'voice-link.key',
  secretBox: 'secret-box.key',
  accessMac: 'access-mac.key',
} as const
const recordingPublic = 'recording-public.pem'
const recordingPrivate = 'recording-private.pem'
const auditAnchorPublic = 'audit-anchor-public.pem'
const auditAnchorPrivate = 'audit-anchor-private.pem'

/** Makes whatever key is missing under `<dataDir>/keys`. Run once, before any role starts, so that roles never race. */
export function ensureKeys(dataDir: string): void {
  const dir = join(dataDir, 'keys')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  chmodSync(dir, 0o700)
  for (const file of Object.values(secretFiles)) {
    const path = join(dir, file)
    if (!existsSync(path)) writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  }
  ensurePair(dir, recordingPublic, recordingPrivate, () =>
    generateKeyPairSync('x25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }),
  )
  ensurePair(dir, auditAnchorPublic, auditAnchorPrivate, () =>
    generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }),
  )
}

function ensurePair(
  dir: string,
  publicFile: string,
  privateFile: string,
  make: () => { publicKey: string; privateKey: string },
): void {
  if (existsSync(join(dir, privateFile))) return
  const pair = make()
  writeFileSync(join(dir, publicFile), pair.publicKey, { mode: 0o600 })
  writeFileSync(join(dir, privateFile), pair.privateKey, { mode: 0o600, flag: 'wx' })
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
  const read = (file: string) => readFileSync(join(dataDir, 'keys', file), 'utf8').trim()
  return {
    ...readVoiceKeys(dataDir),
    recordingPrivatePem: read(recordingPrivate),
    secretBox: Buffer.from(read(secretFiles.secretBox), 'hex'),
    accessMac: Buffer.from(read(secretFiles.accessMac), 'hex'),
    auditAnchorPrivatePem: read(auditAnchorPrivate),
    auditAnchorPublicPem: read(auditAnchorPublic),
  }
}
