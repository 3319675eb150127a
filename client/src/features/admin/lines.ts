/** The non-empty lines (or comma-separated parts) of a pasted list, in order, each once. */
export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\s,;]+/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]
