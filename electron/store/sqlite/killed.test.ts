import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { killWhileEditing } from '../fixtures/killed-edits.ts'
import { stages } from '../fixtures/sample-data.ts'
import { mustOpen, temporaryLibrary } from '../fixtures/temporary-library.ts'

const script = fileURLToPath(new URL('../fixtures/write-until-killed.ts', import.meta.url))

/** Lets a process write until it has saved a few videos, kills it at some moment after that, answers what it saved. */
const writeAndKill = async (libraryPath: string, round: number): Promise<readonly string[]> => {
  const child = spawn(process.execPath, [script, libraryPath, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8')
  const saved = new Promise<void>((resolve) => {
    child.stdout.on('data', (piece: string) => {
      text += piece
      if (text.split('\n').length > 3) resolve()
    })
  })
  const gone = once(child, 'close')
  await Promise.race([saved, gone])
  await new Promise((resolve) => setTimeout(resolve, round * 13))
  child.kill('SIGKILL')
  await gone
  return text.split('\n').filter((line) => line !== '')
}

it('loses nothing that was saved, and keeps nothing by halves, when it is killed while it writes', async () => {
  const libraryPath = await temporaryLibrary()
  const saved: string[] = []
  for (const round of [1, 2, 3]) {
    const now = await writeAndKill(libraryPath, round)
    expect(now.length).toBeGreaterThan(0)
    saved.push(...now)
    const store = await mustOpen(libraryPath)
    expect(store.opening).toMatchObject({ checkedAfterUncleanStop: true, repair: null })
    await store.jobs.recover(stages, new Date().toISOString(), false)
    expect(await store.library.integrity()).toEqual([])
    for (const id of saved) {
      expect(await store.videos.get(id)).toMatchObject({ state: 'ready', sceneCount: 200, captionCount: 200 })
    }
    const { items } = await store.videos.list({ limit: 500, sort: 'added', order: 'asc' })
    for (const video of items) {
      const scenes = await store.scenes.list(video.id, { limit: 500 })
      const captions = await store.captions.list(video.id, null, { limit: 500 })
      expect([0, 200]).toContain(scenes.items.length)
      expect(scenes.items).toHaveLength(video.sceneCount)
      expect(captions.items).toHaveLength(video.captionCount)
    }
    const spoken = await store.captions.search({ query: 'spoken', typing: false, limit: 1 })
    expect(spoken.total).toBe(items.reduce((sum, video) => sum + video.captionCount, 0))
    expect((await store.jobs.counts()).running).toBe(0)
    await store.close()
  }
})

it('holds every edit of scenes, marks and bins whole or not at all when it is killed in the middle of one', async () => {
  expect(await killWhileEditing(await temporaryLibrary(), 4, (round) => round * 37)).toEqual([])
})
