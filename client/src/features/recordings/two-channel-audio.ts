export type Ears = 'both' | 'customer' | 'agent'

export interface TwoChannelAudio {
  element: HTMLAudioElement
  /** Starts or goes on; resolves false when the browser or the file refuses. */
  play: () => Promise<boolean>
  pause: () => void
  /** Goes to a place, ms from the start; the element clips it to its length. */
  seek: (ms: number) => void
  /** 1 is as spoken; the pitch stays. */
  setSpeed: (speed: number) => void
  /** Who is heard, always in both ears. */
  listenTo: (ears: Ears) => void
  dispose: () => void
}

/**
 * A stereo file (left: agent side, right: customer) that plays either side alone in both ears.
 * The audio graph is made at the first play, which a person has pressed: browsers start it for nobody else.
 */
export const openTwoChannelAudio = (address: string): TwoChannelAudio => {
  const element = new Audio()
  element.preload = 'auto'
  element.src = address
  let ears: Ears = 'both'
  let graph: { context: AudioContext; agent: GainNode; customer: GainNode } | null = null

  const setGains = () => {
    if (graph === null) return
    graph.agent.gain.value = ears === 'customer' ? 0 : 1
    graph.customer.gain.value = ears === 'agent' ? 0 : 1
  }
  const connect = () => {
    const context = new AudioContext()
    const splitter = context.createChannelSplitter(2)
    const agent = context.createGain()
    const customer = context.createGain()
    // Each side goes to a mono sum, so nobody hears one person in one ear only.
    const merger = context.createChannelMerger(2)
    context.createMediaElementSource(element).connect(splitter)
    splitter.connect(agent, 0)
    splitter.connect(customer, 1)
    for (const side of [agent, customer]) {
      side.connect(merger, 0, 0)
      side.connect(merger, 0, 1)
    }
    merger.connect(context.destination)
    graph = { context, agent, customer }
    setGains()
    return graph
  }
  let disposed = false
  return {
    element,
    play: async () => {
      if (disposed) return false
      try {
        await (graph ?? connect()).context.resume()
        await element.play()
        return true
      } catch {
        // Refused by the browser's autoplay rule or stopped by a pause; `error` on the element tells a broken file.
        return false
      }
    },
    pause: () => element.pause(),
    seek: (ms) => {
      element.currentTime = Math.max(0, ms) / 1000
    },
    setSpeed: (speed) => {
      element.playbackRate = speed
    },
    listenTo: (next) => {
      ears = next
      setGains()
    },
    dispose: () => {
      if (disposed) return
      disposed = true
      element.pause()
      element.removeAttribute('src')
      element.load()
      void graph?.context.close()
    },
  }
}
