const two = (value: number): string => String(value).padStart(2, '0')

/** A moment as a `datetime-local` field writes it, by this computer's clock. */
export const localField = (at: number): string => {
  const date = new Date(at)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** What a `datetime-local` field says: empty is as soon as possible; a time that has passed is no promise. */
export const dueFrom = (text: string, now: number): { ok: true; dueAt: number | null } | { ok: false } => {
  if (text.trim() === '') return { ok: true, dueAt: null }
  const dueAt = Date.parse(text)
  return Number.isNaN(dueAt) || dueAt < now ? { ok: false } : { ok: true, dueAt }
}
