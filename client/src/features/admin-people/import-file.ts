import { importLimits } from '@hearthline/shared'

export type FileFault = 'too-large' | 'empty' | 'not-utf8' | 'unreadable'
export type ImportFile = { ok: true; name: string; csv: string } | { ok: false; fault: FileFault }

const chunk = 0x80_00

/** Standard base64; in chunks, since a call takes only so many arguments. */
export const base64Of = (bytes: Uint8Array): string => {
  let text = ''
  for (let at = 0; at < bytes.length; at += chunk) {
    text += String.fromCharCode(...bytes.subarray(at, at + chunk))
  }
  return btoa(text)
}

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** The bytes of a chosen file as control takes them, or why it need not be sent at all. */
export async function readImportFile(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<ImportFile> {
  if (file.size > importLimits.bytes) return { ok: false, fault: 'too-large' }
  if (file.size === 0) return { ok: false, fault: 'empty' }
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(await file.arrayBuffer())
  } catch {
    // Moved, or its permission went, since it was chosen.
    return { ok: false, fault: 'unreadable' }
  }
  return isUtf8(bytes)
    ? { ok: true, name: file.name, csv: base64Of(bytes) }
    : { ok: false, fault: 'not-utf8' }
}
