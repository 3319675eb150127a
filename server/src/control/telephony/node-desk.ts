import type { SignInId } from '@hearthline/shared'
import type { Presence } from '../agents/index.ts'
import type { InboundRouter, RecordKeeper, TalkBook, UnheardBook } from '../calls/index.ts'
import type { NewsDesk } from '../news.ts'
import type { TrunkService } from '../trunks/index.ts'
import type { LevelsStatus, NodeDesk } from '../voice-link/index.ts'

/** Hands what voice nodes say to whoever it concerns. */
export function createNodeDesk(deps: {
  records: RecordKeeper
  trunks: TrunkService
  presence: Presence
  router: InboundRouter
  talk: TalkBook
  unheard: UnheardBook
  news: NewsDesk
  /** Whether this sign-in stands. */
  isLive: (signInId: SignInId) => boolean
  /** Tells the node of a sign-in that ended while it was away, as it would have been told then. */
  dropAgain: (signInId: SignInId) => void
  levels: (levels: LevelsStatus) => void
}): NodeDesk {
  const { records, trunks, presence, router, talk, unheard, news, isLive, dropAgain } = deps
  return {
    trunks: () => trunks.configs(),
    appliedSeq: (nodeId) => records.appliedSeq(nodeId),
    forgetSeq: (nodeId) => records.forgetSeq(nodeId),
    apply: (nodeId, entries) => records.apply(nodeId, entries),
    reconcile: (nodeId, live) => {
      records.reconcile(nodeId, live)
      // Also where the phone's line is down: such a sign-in is among no registrations.
      const speakers = live.flatMap(({ agent, takenOverBy }) => [agent, takenOverBy])
      for (const speaker of speakers)
        if (speaker !== null && !isLive(speaker.signInId)) dropAgain(speaker.signInId)
    },
    registrations: (nodeId, signInIds) => {
      const [live, over] = [signInIds.filter(isLive), signInIds.filter((signInId) => !isLive(signInId))]
      presence.setPhones(nodeId, live)
      over.forEach(dropAgain)
    },
    registration: (nodeId, signInId, registered) => {
      const welcome = registered && isLive(signInId)
      presence.setPhone(nodeId, signInId, welcome)
      if (registered && !welcome) dropAgain(signInId)
    },
    trunkHealth: (nodeId, health) => trunks.setHealth(nodeId, health),
    trunkRegistration: (nodeId, registration) => trunks.setRegistration(nodeId, registration),
    talk: ({ callId, state, sinceMs }) => talk.heard(callId, { state, since: sinceMs }),
    unheard: ({ callId, side }) => unheard.told(callId, side),
    levels: deps.levels,
    phoneChecked: (signInId, missed) => presence.phoneChecked(signInId, missed),
    route: (request) => router.route(request),
    linkChanged: (nodeId, linked) => {
      if (!linked) trunks.forgetNode(nodeId)
      news.tell({ type: 'voice-linked' })
    },
  }
}
