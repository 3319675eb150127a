import { z } from 'zod'

/** Lists page on the server. `offset` counts rows of the filtered, sorted list. */
export const PageQuery = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  search: z.string().trim().max(100).optional(),
})
export type PageQuery = z.infer<typeof PageQuery>

export const SortDirection = z.enum(['ascending', 'descending'])
export type SortDirection = z.infer<typeof SortDirection>

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), total: z.int().nonnegative() })
export interface Page<Item> {
  items: Item[]
  total: number
}

/** Unix milliseconds, UTC. */
export const UnixMs = z.int().nonnegative()
export type UnixMs = z.infer<typeof UnixMs>
