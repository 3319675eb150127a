import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Config } from '../../config.ts'

/** Processes that tests kill: the media workers of this process, and whole voice nodes. */

/** Pids of the media workers that `parentPid` forked and that still run. */
export function mediaWorkerPids(parentPid = process.pid): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
        return (
          Number(parent) === parentPid &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/media/worker.ts')
        )
      } catch {
        // It ended while we looked.
        return false
      }
    })
}

function writesRecording(pid: number): boolean {
  return readdirSync(`/proc/${pid}/fd`).some((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`).includes('/recordings/')
    } catch {
      // It was closed while we looked.
      return false
    }
  })
}

/** The media worker of this process that writes a recording now: the one that carries the only call. */
export function recordingWorkerPid(): number {
  const pid = mediaWorkerPids().find(writesRecording)
  if (pid === undefined) throw new Error('no media worker writes a recording')
  return pid
}

export const VoicePorts = z.object({ udp: z.int(), ws: z.int() })
export type VoicePorts = z.infer<typeof VoicePorts>

/** A voice node in a process of its own, as the supervisor runs it. */
export interface VoiceProcess {
  readonly child: ChildProcess
  readonly ports: VoicePorts
  /** `kill -9`. */
  dispose(): Promise<void>
}

export async function startVoiceProcess(config: Config): Promise<VoiceProcess> {
  const child = fork(new URL('voice-process.ts', import.meta.url), [JSON.stringify(config)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { NODE_COMPILE_CACHE: join(config.dataDir, 'cache') },
  })
  const ports = await new Promise<VoicePorts>((resolve, reject) => {
    child.once('message', (raw) => resolve(VoicePorts.parse(raw)))
    child.once('exit', (code) => reject(new Error(`the voice process ended with ${code}`)))
  })
  return {
    child,
    ports,
    dispose: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = new Promise<void>((resolve) => {
        child.once('exit', () => resolve())
      })
      child.kill('SIGKILL')
      await gone
    },
  }
}
