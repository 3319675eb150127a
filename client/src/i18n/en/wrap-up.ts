export const wrapUp = {}
