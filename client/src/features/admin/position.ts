import type { Site } from '@hearthline/shared'

/** Degrees as people type them: a decimal comma and a real minus sign count too. */
const degrees = (text: string, most: number): number | undefined => {
  const clean = text.trim().replace(',', '.').replace('−', '-')
  if (!/^-?\d{1,3}(?:\.\d{1,12})?$/.test(clean)) return undefined
  const value = Number(clean)
  return Math.abs(value) <= most ? value : undefined
}

/** Where a site is: null when both fields are empty, undefined when they are no position. */
export const positionOf = (latitudeText: string, longitudeText: string): Site['position'] | undefined => {
  if (latitudeText.trim() === '' && longitudeText.trim() === '') return null
  const latitude = degrees(latitudeText, 90)
  const longitude = degrees(longitudeText, 180)
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude }
}
