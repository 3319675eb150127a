export const keySheet = {}
