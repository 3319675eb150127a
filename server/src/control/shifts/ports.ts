import type {
  OvertimeId,
  Person,
  PersonId,
  Policies,
  ShiftHours,
  ShiftScope,
  TeamId,
} from '@hearthline/shared'

export interface StoredOvertime {
  overtimeId: OvertimeId
  personId: PersonId
  fromAt: number
  untilAt: number
  grantedBy: PersonId | null
  reason: string
  withdrawnAt: number | null
}

export interface ShiftRepository {
  /** Everybody's hours, with whose they are. */
  allHours(): { scope: ShiftScope; hours: ShiftHours }[]
  /** Replaces what there was. */
  setHours(scope: ShiftScope, hours: readonly ShiftHours[]): void
  /** Not withdrawn, and ending after `fromMs`. */
  overtimeSince(fromMs: number): StoredOvertime[]
  findOvertime(overtimeId: OvertimeId): StoredOvertime | null
  insertOvertime(overtime: StoredOvertime): void
  withdrawOvertime(overtimeId: OvertimeId, atMs: number): void
}

export interface ShiftPeople {
  find(personId: PersonId): Person | null
  page(query: {
    offset: number
    limit: number
    search?: string | undefined
    teamId?: TeamId | undefined
    withinTeams?: readonly TeamId[] | undefined
    state?: 'enabled' | 'disabled' | undefined
  }): { items: Person[]; total: number }
}

export interface ShiftTeams {
  findTeam(teamId: TeamId): { teamId: TeamId } | null
}

export interface CurrentPolicies {
  current(): Policies
}
