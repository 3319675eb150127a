// Sets colour scheme and language before the first paint, so that neither flashes. The app keeps both up to date.
// zod compiles parsers with `new Function` where it may. The Content-Security-Policy forbids that, and would report even
// the attempt. It reads this the moment its first schema is made, so it is set here, before any module runs.
// oxlint-disable-next-line no-underscore-dangle -- zod's own name
globalThis.__zod_globalConfig = { jitless: true }

;(function () {
  var root = document.documentElement
  var scheme = null
  var language = null
  try {
    scheme = localStorage.getItem('hearthline-scheme')
    language = localStorage.getItem('hearthline-language')
  } catch (error) {
    // Storage is blocked: the system's choice holds.
    void error
  }
  if (scheme !== 'light' && scheme !== 'dark') {
    scheme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  }
  root.setAttribute('data-mantine-color-scheme', scheme)
  if (language === 'en' || language === 'zh-CN') root.lang = language
})()
