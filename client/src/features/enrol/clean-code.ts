/** Keeps what an enrolment code can hold (base32, RFC 4648 section 6): pasted spaces and dashes fall away. */
export const cleanCode = (text: string): string =>
  text
    .toUpperCase()
    .replaceAll(/[^A-Z2-7]/g, '')
    .slice(0, 10)
