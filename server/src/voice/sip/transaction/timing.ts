/** RFC 3261 §17.1.1.1, in milliseconds. */
export const t1Ms = 500
export const t2Ms = 4000
export const t4Ms = 5000
/** Timers B, D (at least 32 s), F, H, J, L and M. */
export const lifetimeMs = 64 * t1Ms
