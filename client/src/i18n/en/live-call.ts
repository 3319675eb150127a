export const liveCall = {}
