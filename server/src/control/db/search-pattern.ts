/** LIKE wildcards in what a person typed are dropped: `%` and `_` are not search syntax here. */
export const containing = (search: string): string => `%${search.replaceAll(/[%_]/g, '')}%`
