import { Site } from '@hearthline/shared'

/** Reads `52.52, 13.405` (degrees, WGS 84). Null for nothing written, `bad` for what is no place on earth. */
export const readPosition = (text: string): Site['position'] | 'bad' => {
  if (text.trim() === '') return null
  const numbers = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text)
  if (numbers === null) return 'bad'
  const parsed = Site.shape.position.safeParse({
    latitude: Number(numbers[1]),
    longitude: Number(numbers[2]),
  })
  return parsed.success ? parsed.data : 'bad'
}
