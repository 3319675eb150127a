/** `audit.csv` of `attachment; filename="audit.csv"` (RFC 6266); a name with a path or none gives the fallback. */
export const fileNameOf = (disposition: string | null, fallback: string): string => {
  const name = /filename="([^"\\/]{1,120})"/.exec(disposition ?? '')?.[1]
  return name ?? fallback
}

/** Reads an answer to its end, telling how many bytes came so far. Throws what the stream throws, also when it breaks off. */
export async function readAll(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  onBytes: (bytes: number) => void,
): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return new Blob(parts, { type: 'text/csv;charset=utf-8' })
    parts.push(value)
    bytes += value.length
    onBytes(bytes)
  }
}
