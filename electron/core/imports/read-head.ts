import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

import { headBytes } from '../../domain/import/containers.ts'
import { judgeFile } from '../../domain/import/judge-file.ts'

/** The first bytes of a regular file; empty when it cannot be read. */
export const readHead = async (path: string): Promise<Uint8Array> => {
  try {
    // A pipe that takes the file's place does not block.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const buffer = new Uint8Array(headBytes)
      const { bytesRead } = await file.read(buffer, 0, headBytes, 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch {
    return new Uint8Array(0)
  }
}

/** Whether a file holds nothing but text, whatever it is called: every film has zeros or other bytes that no text has. */
export const isText = async (path: string): Promise<boolean> => {
  const head = await readHead(path)
  if (head.length === 0 || head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return false
  // A character may be cut off at the end of what was read.
  const text = new TextDecoder('utf-8').decode(head, { stream: true })
  return !text.includes('\ufffd')
}

/** Whether a file may be a film by name and beginning. Text is none whatever it is called: every film has zeros early on. */
export const beginsLikeVideo = async (path: string): Promise<boolean> => {
  const head = await readHead(path)
  return head.includes(0) && judgeFile(path, head).kind === 'video'
}
