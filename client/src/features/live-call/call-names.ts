import type { LiveCall } from '@hearthline/shared'

/** How sentences name the two: first names, or `the customer` for one without a name. */
// A type and not an interface: i18next takes only what may have further keys.
export type Names = { agent: string; customer: string }

export const firstName = (name: string): string => name.split(' ')[0] ?? name

/** @param nameless what stands for a customer without a name, where these names go */
export const namesOf = (agentName: string, { customer }: LiveCall, nameless: string): Names => ({
  agent: firstName(agentName),
  customer: customer.displayName === null ? nameless : firstName(customer.displayName),
})
