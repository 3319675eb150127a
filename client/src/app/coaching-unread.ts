import { agentRoutes, type Role } from '@hearthline/shared'
import { useQuery } from '@tanstack/react-query'
import { fetchAnswer } from '../api/query.ts'

/** How many coaching notes the agent has not marked as read; 0 until known, and for everybody else. */
export const useUnreadCoaching = (role: Role): number => {
  const notes = useQuery({
    // Under the key of the page's list: marking one as read counts anew.
    queryKey: ['coaching', 'unread'],
    queryFn: ({ signal }) => fetchAnswer(agentRoutes.coachingNotes, { query: { limit: 1 }, signal }),
    enabled: role === 'agent',
    staleTime: 60_000,
  })
  return notes.data?.unread ?? 0
}
