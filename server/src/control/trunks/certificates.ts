import { X509Certificate } from 'node:crypto'

const block = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g

/** Whether a text is one or more certificates in PEM (RFC 7468 §5) and nothing else, above all no key. */
export function isCertificates(pem: string): boolean {
  const blocks = pem.match(block) ?? []
  return blocks.length > 0 && pem.replaceAll(block, '').trim() === '' && blocks.every(isCertificate)
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    // What OpenSSL cannot read surfaces as an exception; to the caller it is no certificate.
    return false
  }
}
