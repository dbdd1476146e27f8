import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import { deserialize, serialize } from 'node:v8'
import type { IndexRunInput } from './index-run.ts'
import type { PeerInput } from './peers/peer.ts'

/** A part of the bench in a process of its own (see `child.ts`): what to do, where the input lies, where the answer goes. */
const [part = '', inputPath = '', answerPath = ''] = process.argv.slice(2)
const input: unknown = deserialize(readFileSync(inputPath))

const run = async (): Promise<unknown> => {
  // Written by the same program a moment ago.
  if (part.startsWith('index')) return (await import('./index-run.ts')).runIndex(input as IndexRunInput)
  if (part.startsWith('peer')) return (await import('./peer-run.ts')).runPeer(input as PeerInput)
  throw new Error(`no part ${part}`)
}

const answer = await run()
writeFileSync(answerPath, serialize(answer))
// A peer's threads may still wait for work.
process.exit(0)
