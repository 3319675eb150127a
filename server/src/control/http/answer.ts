import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { problemStatus, type Problem } from '@hearthline/shared'
import type { Response } from 'express'
import type { BinaryAnswer } from './bind.ts'

export function sendProblem(response: Response, problem: Problem): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (problem.retryAfterSeconds !== undefined)
    response.setHeader('Retry-After', String(problem.retryAfterSeconds))
  if (problem.totalBytes !== undefined) response.setHeader('Content-Range', `bytes */${problem.totalBytes}`)
  response.status(problemStatus[problem.code]).json(problem)
}

/** Streams bytes; ends quietly when the browser goes away in the middle. */
export async function sendBinary(response: Response, answer: BinaryAnswer): Promise<void> {
  response.status(answer.status)
  for (const [name, value] of Object.entries(answer.headers)) response.setHeader(name, value)
  if (!(answer.body instanceof Readable)) {
    response.end(answer.body)
    return
  }
  try {
    await pipeline(answer.body, response)
  } catch (error) {
    if (!response.destroyed && !response.writableFinished) throw error
  }
}

export function isBinaryAnswer(value: unknown): value is BinaryAnswer {
  return (
    typeof value === 'object' && value !== null && 'body' in value && 'headers' in value && 'status' in value
  )
}
