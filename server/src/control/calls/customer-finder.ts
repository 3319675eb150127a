import { ok, refuse } from '@hearthline/shared'
import type { CallBackId, CallId, CustomerId, PersonId, Problem, Result } from '@hearthline/shared'
import type { Dialler, Dialling } from '../dialling/index.ts'
import { callNotFound } from './call-reads.ts'
import type { CallCustomer } from './call-state.ts'
import type { CallStore, CustomerStore, TransferStore } from './ports.ts'

/** Whom an agent means: browsers know numbers only masked, so what they have seen is named by its id (RECORD-3). */
export type CustomerTarget =
  | { type: 'number'; text: string }
  | { type: 'customer'; customerId: CustomerId }
  | { type: 'call'; callId: CallId }
  | { type: 'call-back'; callBackId: CallBackId }

export type FoundCustomer = CallCustomer & { number: string }

/**
 * Finds the number behind what an agent means. Refusals: `not-found`; `call-not-found` for a call that was never theirs;
 * `number-not-dialable` for a withheld one and what the number rules refuse, `toll-guard`.
 */
export type CustomerFinder = (dialler: Dialler, to: CustomerTarget) => Result<FoundCustomer>

export function createCustomerFinder(deps: {
  calls: Pick<CallStore, 'find'>
  transfers: Pick<TransferStore, 'partOf'>
  customers: CustomerStore
  dialling: Pick<Dialling, 'keep'>
  /** Whom an own call-back is for; null when there is none. */
  callBackOf(personId: PersonId, callBackId: CallBackId): FoundCustomer | null
}): CustomerFinder {
  const { calls, transfers, customers, dialling } = deps

  return (dialler, to) => {
    const { personId } = dialler
    switch (to.type) {
      case 'call': {
        const call = calls.find(to.callId)
        const own = call?.agentId === personId || transfers.partOf(to.callId, personId) !== null
        return call === null || !own ? refuse(callNotFound) : numbered(call.customer)
      }
      case 'call-back': {
        const customer = deps.callBackOf(personId, to.callBackId)
        return customer === null
          ? refuse({ code: 'not-found', detail: 'There is no such call-back of yours.' })
          : ok(customer)
      }
      case 'customer': {
        const known = customers.find(to.customerId)
        return known === null
          ? refuse({ code: 'not-found', detail: 'There is no such customer.' })
          : numbered(known)
      }
      case 'number': {
        const number = dialling.keep(dialler, to.text)
        if (!number.ok) return number
        const known = customers.findByNumber(number.value)
        const { customerId, displayName } = known ?? { customerId: null, displayName: null }
        return ok({ customerId, displayName, number: number.value })
      }
      default:
        return to satisfies never
    }
  }
}

const withheld: Problem = { code: 'number-not-dialable', detail: 'The customer withheld their number.' }

const numbered = (customer: CallCustomer): Result<FoundCustomer> =>
  customer.number === null ? refuse(withheld) : ok({ ...customer, number: customer.number })
