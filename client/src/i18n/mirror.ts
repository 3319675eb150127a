/** The same keys at every depth, with other words. */
export type Mirror<Texts> = { [Key in keyof Texts]: Texts[Key] extends string ? string : Mirror<Texts[Key]> }
