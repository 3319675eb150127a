export const recordings = {}
