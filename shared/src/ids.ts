import { z } from 'zod'

/** Every id is a UUID; the brand keeps one kind from being passed for another. */
const id = <Brand extends string>(_brand: Brand) => z.uuid().brand<Brand>()

export const PersonId = id('PersonId')
export type PersonId = z.infer<typeof PersonId>
export const TeamId = id('TeamId')
export type TeamId = z.infer<typeof TeamId>
export const SiteId = id('SiteId')
export type SiteId = z.infer<typeof SiteId>
export const DeviceId = id('DeviceId')
export type DeviceId = z.infer<typeof DeviceId>
export const SignInId = id('SignInId')
export type SignInId = z.infer<typeof SignInId>
export const CallId = id('CallId')
export type CallId = z.infer<typeof CallId>
export const LegId = id('LegId')
export type LegId = z.infer<typeof LegId>
export const RecordingId = id('RecordingId')
export type RecordingId = z.infer<typeof RecordingId>
export const TrunkId = id('TrunkId')
export type TrunkId = z.infer<typeof TrunkId>
export const CustomerId = id('CustomerId')
export type CustomerId = z.infer<typeof CustomerId>
export const TicketId = id('TicketId')
export type TicketId = z.infer<typeof TicketId>
export const NetworkRuleId = id('NetworkRuleId')
export type NetworkRuleId = z.infer<typeof NetworkRuleId>
export const OvertimeId = id('OvertimeId')
export type OvertimeId = z.infer<typeof OvertimeId>
export const AccessRequestId = id('AccessRequestId')
export type AccessRequestId = z.infer<typeof AccessRequestId>
export const HelpId = id('HelpId')
export type HelpId = z.infer<typeof HelpId>
export const NoticeId = id('NoticeId')
export type NoticeId = z.infer<typeof NoticeId>
export const MarkerId = id('MarkerId')
export type MarkerId = z.infer<typeof MarkerId>
export const CoachingNoteId = id('CoachingNoteId')
export type CoachingNoteId = z.infer<typeof CoachingNoteId>
export const SpanId = id('SpanId')
export type SpanId = z.infer<typeof SpanId>
export const CallBackId = id('CallBackId')
export type CallBackId = z.infer<typeof CallBackId>
export const LineCheckId = id('LineCheckId')
export type LineCheckId = z.infer<typeof LineCheckId>
export const AnomalyId = id('AnomalyId')
export type AnomalyId = z.infer<typeof AnomalyId>
