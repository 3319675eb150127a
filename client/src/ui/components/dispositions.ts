import { Disposition } from '@hearthline/shared'

/** Every outcome, in the order of the contract. */
export const dispositions: readonly Disposition[] = Disposition.options
