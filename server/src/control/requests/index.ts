export type {
  AccessRequestQuery,
  AccessRequestRepository,
  RequestScope,
  StoredAccessRequest,
} from './ports.ts'
export { createRefusalBook, type RefusalBook } from './refusal-book.ts'
export { createAccessRequests, type AccessRequests, type Decider } from './request-desk.ts'
