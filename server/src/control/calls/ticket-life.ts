/** From sealing to the last moment at which a voice node takes a ticket. */
export const ticketLifeMs = 60_000
