import { type ChildProcess, spawn } from 'node:child_process'
import { type Socket, createSocket } from 'node:dgram'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'

/** rtpengine (Sipwise) as the yardstick of the media benchmark, driven over its ng protocol: bencode in UDP. */
const binary = '/usr/bin/rtpengine'
export const rtpengineInstalled = (): boolean => existsSync(binary)

type Value = string | Value[] | { [key: string]: Value }

/** Bencode, as far as ng needs it: strings, lists, dictionaries with sorted keys. */
function encode(value: Value): string {
  if (typeof value === 'string') return `${Buffer.byteLength(value)}:${value}`
  if (Array.isArray(value)) return `l${value.map(encode).join('')}e`
  const entries = Object.keys(value).toSorted()
  return `d${entries.map((key) => encode(key) + encode(value[key] ?? '')).join('')}e`
}

/** The strings of a flat dictionary; nested values are skipped over. */
function readString(text: string, key: string): string | null {
  const marker = `${key.length}:${key}`
  const at = text.indexOf(marker)
  const match = at < 0 ? null : /^(\d+):/.exec(text.slice(at + marker.length))
  if (at < 0 || !match) return null
  const start = at + marker.length + match[0].length
  return text.slice(start, start + Number(match[1]))
}

/** One rtpengine process in userspace mode (no kernel module), recording every call to pcap files in `recordingDir`. */
export class Rtpengine {
  #process: ChildProcess
  #socket: Socket
  #port: number
  #cookie = 0
  #open = new Map<string, (reply: string) => void>()

  static async start(options: {
    ngPort: number
    portMin: number
    portMax: number
    recordingDir: string
  }): Promise<Rtpengine> {
    await mkdir(options.recordingDir, { recursive: true })
    const child = spawn(
      binary,
      [
        '--config-file=none',
        '--foreground',
        '--log-stderr',
        '--log-level=3',
        '--table=-1',
        '--interface=127.0.0.1',
        `--listen-ng=127.0.0.1:${options.ngPort}`,
        `--port-min=${options.portMin}`,
        `--port-max=${options.portMax}`,
        '--recording-method=pcap',
        `--recording-dir=${options.recordingDir}`,
      ],
      { stdio: ['ignore', 'ignore', 'ignore'] },
    )
    const socket = createSocket('udp4')
    const engine = new Rtpengine(child, socket, options.ngPort)
    await engine.#untilUp()
    return engine
  }

  private constructor(child: ChildProcess, socket: Socket, port: number) {
    this.#process = child
    this.#socket = socket
    this.#port = port
    socket.on('message', (message) => {
      const text = message.toString('latin1')
      const space = text.indexOf(' ')
      this.#open.get(text.slice(0, space))?.(text.slice(space + 1))
      this.#open.delete(text.slice(0, space))
    })
  }

  /** CPU time of the process so far, all threads, in ms (Linux: clock ticks of 10 ms). */
  cpuMs(): number {
    const fields = readFileSync(`/proc/${this.#process.pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? []
    return (Number(fields[11]) + Number(fields[12])) * 10
  }

  /** The browser's offer → the offer for the carrier. */
  async offer(callId: string, sdp: string): Promise<string> {
    return await this.#sdp({
      command: 'offer',
      'call-id': callId,
      'from-tag': 'browser',
      sdp,
      'transport-protocol': 'RTP/AVP',
      ICE: 'remove',
      'rtcp-mux': ['demux'],
      'record call': 'yes',
    })
  }

  /** The carrier's answer → the answer for the browser. */
  async answer(callId: string, sdp: string): Promise<string> {
    return await this.#sdp({
      command: 'answer',
      'call-id': callId,
      'from-tag': 'browser',
      'to-tag': 'carrier',
      sdp,
      'transport-protocol': 'UDP/TLS/RTP/SAVPF',
      ICE: 'force',
      'rtcp-mux': ['require'],
      'record call': 'yes',
    })
  }

  async dispose(): Promise<void> {
    this.#socket.close()
    if (this.#process.exitCode !== null) return
    const gone = new Promise((resolve) => {
      this.#process.once('exit', resolve)
    })
    this.#process.kill('SIGKILL')
    await gone
  }

  async #sdp(command: { [key: string]: Value }): Promise<string> {
    const reply = await this.#ask(command)
    const sdp = readString(reply, 'sdp')
    if (sdp === null) throw new Error(`rtpengine: ${readString(reply, 'error-reason') ?? reply}`)
    return sdp
  }

  async #ask(command: { [key: string]: Value }): Promise<string> {
    this.#cookie += 1
    const cookie = `c${this.#cookie}`
    return await new Promise((resolve, reject) => {
      const retry = setInterval(() => send(), 500)
      const giveUp = setTimeout(() => {
        clearInterval(retry)
        reject(new Error('rtpengine does not answer'))
      }, 10_000)
      const send = (): void => this.#socket.send(`${cookie} ${encode(command)}`, this.#port, '127.0.0.1')
      this.#open.set(cookie, (reply) => {
        clearInterval(retry)
        clearTimeout(giveUp)
        resolve(reply)
      })
      send()
    })
  }

  async #untilUp(): Promise<void> {
    const reply = await this.#ask({ command: 'ping' })
    if (readString(reply, 'result') !== 'pong') throw new Error('rtpengine is not up')
  }
}
