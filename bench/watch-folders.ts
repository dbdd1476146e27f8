import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { createWatchFolderSchema } from '../electron/contract/index.ts'
import { createCore } from '../electron/core/create-core.ts'

/**
 * `npm run bench -- watch-folders [FILES [FOLDERS]]`: how long the event loop is held up at most while a folder of that many (empty)
 * files begins to be watched, is read again and a file comes, beside a process that does nothing for as long in the same run.
 */
const files = Number(process.argv[2] ?? 20_000)
const folders = Number(process.argv[3] ?? 20)
const goalMs = 50

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The longest hold-ups of the event loop while something is done, in ms, longest first. */
const holdUps = async (work: () => Promise<void>): Promise<readonly number[]> => {
  const found: number[] = []
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    found.push(now - last - 5)
    last = now
  }, 5)
  await work()
  clearInterval(timer)
  return found.toSorted((a, b) => b - a)
}
const told = (all: readonly number[]): string =>
  `longest ${all[0]?.toFixed(0)} ms, 99.9 % within ${all[Math.floor(all.length / 1000)]?.toFixed(0)} ms`

const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-watch-'))
try {
  const films = path.join(folder, 'films')
  for (let number = 0; number < folders; number += 1) {
    const card = path.join(films, `card ${number}`)
    await mkdir(card, { recursive: true })
    for (let index = 0; index < files / folders; index += 200)
      await Promise.all(
        Array.from({ length: Math.min(200, files / folders - index) }, (_, add) =>
          writeFile(path.join(card, `clip ${index + add}.mp4`), ''),
        ),
      )
  }
  const opened = await createCore({ libraryPath: path.join(folder, 'Library'), version: 'bench', log: () => undefined })
  if (!opened.ok) throw new Error(opened.error.message)
  const core = opened.value
  await pause(2_000)
  const startedMs = performance.now()
  const busy = await holdUps(async () => {
    const made = await core.watchFolders.create(createWatchFolderSchema.parse({ path: films }))
    if (!made.ok) throw new Error(made.error.message)
    for (;;) {
      const now = await core.watchFolders.get(made.value.id)
      if (now.ok && now.value.lookedAt !== null) break
      await pause(50)
    }
    say(`read within ${((performance.now() - startedMs) / 1000).toFixed(1)} s`)
    await writeFile(path.join(films, 'card 0', 'one more.mp4'), 'text')
    await pause(5_000)
  })
  const tookMs = performance.now() - startedMs
  await core.close()
  const idle = await holdUps(() => pause(tookMs))
  say(
    `${files.toLocaleString('en')} files in ${folders} folders, ${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}`,
  )
  say(`while watching: ${told(busy)} (aim ≤ ${goalMs} ms, or what an idle process sees)`)
  say(`idle process:   ${told(idle)}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
