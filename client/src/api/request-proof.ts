import {
  accessRoutes,
  nonceHeader,
  RequestProof,
  signedText,
  timeHeader,
  writeProof,
} from '@hearthline/shared'

/** Signs a text with the device key of whoever is signed in here; null when this browser holds none. */
export type RequestSigner = (text: string) => Promise<{ keyId: string; signature: string } | null>

/** The server's newest nonce for this sign-in, and its clock minus this computer's, ms. */
interface Known {
  nonce: string
  atMs: number
  clockOffsetMs: number
}

/** A nonce lives one to two minutes (proof.ts in shared): older than this it may be refused, so a fresh one is fetched. */
const freshForMs = 50_000

export interface RequestProofs {
  /** Reads nonce and time of an answer. */
  noteAnswer: (headers: Headers) => void
  /** Somebody signed in or out: the nonce of before is for another session. */
  forget: () => void
  /** The value of the proof header for one sending; null when there is nothing to sign with or over. */
  prove: (method: string, path: string) => Promise<string | null>
}

/**
 * Makes the device key's word for each request (rule ACCESS-21).
 * @param sign null from it: this browser holds no key
 * @param fetchNonce asks the server for anything that carries a nonce and hands its headers to `noteAnswer`
 */
export function createRequestProofs(ports: {
  sign: RequestSigner
  fetchNonce: () => Promise<Headers | null>
  now: () => number
  proofId: () => string
}): RequestProofs {
  let known: Known | null = null
  /** Requests that start together wait for one fetch, instead of each being refused once. */
  let fetching: Promise<void> | null = null

  const noteAnswer = (headers: Headers): void => {
    const nonce = headers.get(nonceHeader)
    const serverMs = Number(headers.get(timeHeader) ?? Number.NaN)
    if (nonce === null || !Number.isSafeInteger(serverMs)) return
    const atMs = ports.now()
    known = { nonce, atMs, clockOffsetMs: serverMs - atMs }
  }
  const isFresh = (): boolean => {
    const age = known === null ? Number.POSITIVE_INFINITY : ports.now() - known.atMs
    // Negative: this computer's clock was set back, so nobody knows how old it is.
    return age >= 0 && age < freshForMs
  }
  const freshen = async (): Promise<void> => {
    const headers = await ports.fetchNonce()
    if (headers !== null) noteAnswer(headers)
  }

  return {
    noteAnswer,
    forget: () => {
      known = null
    },
    prove: async (method, path) => {
      if (!isFresh()) {
        fetching ??= freshen().finally(() => {
          fetching = null
        })
        await fetching
      }
      if (known === null) return null
      // The nonce before the key: a key that another tab retires now is then never used over a younger nonce.
      const { nonce, clockOffsetMs } = known
      const atMs = ports.now() + clockOffsetMs
      const proofId = ports.proofId()
      const word = await ports.sign(signedText.request({ method, path, atMs, proofId, nonce }))
      if (word === null) return null
      const proof = RequestProof.safeParse({ ...word, proofId, atMs, nonce })
      return proof.success ? writeProof(proof.data) : null
    },
  }
}

/** A public answer: with a sign-in cookie it carries nonce and time. Null when nobody answers. */
export const fetchPublicHeaders = async (): Promise<Headers | null> => {
  try {
    const { method, path } = accessRoutes.welcome
    return (await fetch(path, { method, credentials: 'same-origin', cache: 'no-store' })).headers
  } catch {
    return null
  }
}
