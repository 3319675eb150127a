/*
 * Ticks from outside the page: a hidden tab's own timers come once a second, and once a minute after five minutes
 * (Chromium's throttling); a worker's do not.
 */
const tickMs = 250
setInterval(() => postMessage(null), tickMs)
