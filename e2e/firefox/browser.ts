import { launch, type Browser, type Page } from 'puppeteer-core'

/** Firefox's own fake microphone whistles this; a preference sets it. */
export const firefoxVoiceHz = 540

/** Debian's Firefox, driven over WebDriver BiDi: Playwright drives only builds of its own. */
export const openFirefox = (): Promise<Browser> =>
  launch({
    browser: 'firefox',
    executablePath: '/usr/bin/firefox-esr',
    headless: true,
    defaultViewport: { width: 1440, height: 900 },
    extraPrefsFirefox: {
      'media.navigator.streams.fake': true,
      'media.navigator.permission.disabled': true,
      'media.navigator.audio.fake_frequency': firefoxVoiceHz,
      'media.autoplay.default': 0,

      // Nobody is there to answer whether the page may show notifications.
      'permissions.default.desktop-notification': 2,
    },
  })

/** What a person does at this page, in the words of its screens. */
export class FirefoxDesk {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  async press(name: string): Promise<void> {
    await this.#pressIn('body', name)
  }

  /** A button of the softphone column. */
  async pressPhone(name: string): Promise<void> {
    await this.#pressIn('[data-phone-state]', name)
  }

  /** The one that shows: other widths of the screen have buttons of the same name. */
  async #pressIn(place: string, name: string): Promise<void> {
    const button = await this.page.waitForFunction(
      (root, wanted) =>
        [...document.querySelectorAll<HTMLButtonElement>(`${root} button:not(:disabled)`)].find(
          (one) =>
            one.offsetParent !== null &&
            (one.ariaLabel ?? one.textContent).trim().startsWith(wanted) &&
            one.ariaDisabled !== 'true',
        ),
      {},
      place,
      name,
    )
    await (await button.asElement()?.toElement('button'))?.click()
  }

  async fill(label: string, text: string): Promise<void> {
    const field = `@aria-label="${label}" or @id=//label[starts-with(normalize-space(.), "${label}")]/@for`
    await this.page.locator(`::-p-xpath(//input[${field}])`).fill(text)
  }

  /** Waits until the softphone shows this. */
  async shows(attribute: string, value: string): Promise<void> {
    await this.page.waitForSelector(`[data-phone-state][${attribute}="${value}"]`, { timeout: 20_000 })
  }
}
