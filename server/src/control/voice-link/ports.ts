import type { SignInId } from '@hearthline/shared'
import type {
  InboundRoute,
  JournalledEvent,
  LiveCallSnapshot,
  RouteInbound,
  TrunkConfig,
  VoiceStatus,
} from '../../protocol/voice-link.ts'

export type TrunkHealth = Omit<Extract<VoiceStatus, { type: 'trunk-health' }>, 'type'>
export type TrunkRegistration = Omit<Extract<VoiceStatus, { type: 'trunk-registration' }>, 'type'>
export type LevelsStatus = Omit<Extract<VoiceStatus, { type: 'levels' }>, 'type'>
export type UnheardStatus = Omit<Extract<VoiceStatus, { type: 'unheard' }>, 'type'>
export type TalkStatus = Omit<Extract<VoiceStatus, { type: 'talk' }>, 'type'>

/** What control does with the words of its voice nodes. Nothing of it may throw on what a node says. */
export interface NodeDesk {
  trunks(): TrunkConfig[]
  appliedSeq(nodeId: string): number
  forgetSeq(nodeId: string): void
  /** Commits; throws when the database cannot. */
  apply(nodeId: string, entries: readonly JournalledEvent[]): void
  reconcile(nodeId: string, live: readonly LiveCallSnapshot[]): void
  registrations(nodeId: string, signInIds: readonly SignInId[]): void
  registration(nodeId: string, signInId: SignInId, registered: boolean): void
  trunkHealth(nodeId: string, health: readonly TrunkHealth[]): void
  trunkRegistration(nodeId: string, registration: TrunkRegistration): void
  talk(status: TalkStatus): void
  unheard(status: UnheardStatus): void
  levels(levels: LevelsStatus): void
  /** Checks in a row that this sign-in's phone has left unanswered; 0 ends a row of misses. */
  phoneChecked(signInId: SignInId, missed: number): void
  route(request: RouteInbound): InboundRoute
  linkChanged(nodeId: string, linked: boolean): void
}
