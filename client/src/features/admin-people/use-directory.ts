import { peopleRoutes } from '@hearthline/shared'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { fetchAnswer } from '../../api/query.ts'

export const useTeams = () =>
  useQuery({
    queryKey: ['teams'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.teams, { signal }),
  })

export const useSites = () =>
  useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => fetchAnswer(peopleRoutes.sites, { signal }),
  })

/** Asks again for everything that names people, their teams, their places or their hours. */
export const useDirectoryChanged = (): (() => Promise<void>) => {
  const queries = useQueryClient()
  return async () => {
    await Promise.all(
      ['people', 'teams', 'sites', 'shifts'].map((name) => queries.invalidateQueries({ queryKey: [name] })),
    )
  }
}
