/** The `<audio>` element through which the other side is heard. */
export interface AudioOut {
  play: (stream: MediaStream | null, speakerId: string | null) => void
  dispose: () => void
}

/** Puts one hidden element into the page: a WebRTC stream that no element plays stays silent in Chromium. */
export function createAudioOut(): AudioOut {
  const element = document.createElement('audio')
  element.autoplay = true
  element.dataset['hearthline'] = 'call-audio'
  document.body.append(element)

  const start = (): void => {
    element.play().catch(() => {
      // Without a click on the page yet, the browser refuses: the next one starts it.
      addEventListener('pointerdown', start, { once: true })
    })
  }
  return {
    play: (stream, speakerId) => {
      if (element.srcObject !== stream) element.srcObject = stream
      // Firefox before 116 and Safari have no setSinkId: they play on the computer's own choice.
      if (typeof element.setSinkId === 'function' && element.sinkId !== (speakerId ?? ''))
        element.setSinkId(speakerId ?? '').catch(() => undefined)
      if (stream !== null) start()
    },
    dispose: () => {
      removeEventListener('pointerdown', start)
      element.srcObject = null
      element.remove()
    },
  }
}
