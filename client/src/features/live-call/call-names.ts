import type { LiveCall } from '@hearthline/shared'

/** How sentences name the two: first names, or the masked number of a customer without a name. */
// A type and not an interface: i18next takes only what may have further keys.
export type Names = { agent: string; customer: string }

export const firstName = (name: string): string => name.split(' ')[0] ?? name

export const namesOf = (agentName: string, { customer }: LiveCall): Names => ({
  agent: firstName(agentName),
  customer: customer.displayName === null ? customer.maskedNumber : firstName(customer.displayName),
})
