export { createAccess, type AccessService, type AccessSettings } from './access-service.ts'
export type { Devices } from './device-service.ts'
export type { EnrolmentCodes, NewEnrolmentCode } from './enrolment-codes.ts'
export type { Enrolments, Stranger } from './enrolment-service.ts'
export type { Ending, SignIns } from './live-sign-ins.ts'
export { checksTooMany, createPasswordChecker, type PasswordCost } from './password-hash.ts'
export type {
  DeviceKeyRepository,
  DeviceQuery,
  DeviceRepository,
  EnrolmentCodeRepository,
  FailureRepository,
  PasswordChecker,
  SignInRepository,
} from './ports.ts'
export type { RequestProofs } from './request-proof.ts'
export { newSecret, looksLikeSecret, sha256 } from './secrets.ts'
export { proofAnswerMs, proofLifeMs, type Proven, type SocketProof } from './socket-proof.ts'
export type { ProvedRefusal, RefusalBook, SecondFactor, SignInAlarm, SignInFacts } from './sign-in-ports.ts'
export type { DeviceKeys } from './device-keys.ts'
export type { LiveSignInQuery, StoredSignIn } from './ports.ts'
