import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { type ServerUnderTest, startServer } from '../../../e2e/support/server.ts'
import { pythonEnvironment } from '../../../electron/core/fixtures/small-model.ts'
import { sendJson } from '../requests.ts'

const demoModels = ['demo-clip', 'demo-clap', 'demo-captions'] as const
/** A model takes this long to wake up on a busy machine; then the kill comes whatever is at work. */
const stageMs = 15_000
const backupMs = 3_000

/** Whether models can run here. */
export const hasPython: boolean = existsSync(pythonEnvironment)

/** Lets the models that come with the app answer, so that all stages have work. */
export const activateDemoModels = async (library: string): Promise<void> => {
  const server = await startServer(library)
  for (const id of demoModels) await sendJson(server, 'POST', `/api/v1/models/${id}/activate`)
  await server.stop()
}

const jobsSchema = z.object({ items: z.array(z.object({ stage: z.string() })) })

/** Waits until a stage that reads sound or embeds is at work, then for a moment; answers which one, or nothing. */
export const waitForStage = async (server: ServerUnderTest, random: () => number): Promise<string> => {
  const isWanted = random() < 0.3 ? /^audio$/ : /^embed-/
  const deadline = Date.now() + stageMs
  while (Date.now() < deadline) {
    const answer = await server.fetch('/api/v1/jobs?state=running&limit=50')
    const running = jobsSchema.parse(await answer.json()).items.find(({ stage }) => isWanted.test(stage))
    if (running !== undefined) {
      await delay(random() * (running.stage === 'audio' ? 150 : 2_000))
      return running.stage
    }
    await delay(20)
  }
  return ''
}

/** Waits until a backup is being written; false when none is. */
export const waitForBackup = async (library: string): Promise<boolean> => {
  const folder = join(library, 'backups')
  const deadline = Date.now() + backupMs
  while (Date.now() < deadline) {
    if (existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.partial'))) return true
    await delay(1)
  }
  return false
}

/** Cuts films again with other settings, without end. */
export const cutUntilKilled = async (
  server: ServerUnderTest,
  { films }: { readonly films: ReadonlySet<string> },
  random: () => number,
): Promise<never> => {
  for (;;) {
    const videos = [...films]
    const id = videos[Math.floor(random() * videos.length)]
    const cuts = {
      detector: random() < 0.5 ? 'persistent' : 'content',
      threshold: null,
      minSceneFrames: 2 + Math.floor(random() * 20),
    }
    // Without a film any request will do: one fails once the host is gone, which ends this.
    if (id === undefined) await server.fetch('/api/v1/videos?limit=1')
    else await sendJson(server, 'PATCH', `/api/v1/videos/${id}`, { cuts })
    await delay(100)
  }
}
