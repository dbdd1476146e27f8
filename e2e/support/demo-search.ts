import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Locator, Page } from '@playwright/test'
import { type SearchResponse, searchResponseSchema } from '../../electron/contract/index.ts'
import { type DemoLabel, demoLabels } from './demo-labels.ts'
import { copyDemoLibrary, demoLibraryLimitMs } from './demo-library.ts'
import { listVideos } from './library.ts'
import type { ServerUnderTest } from './server.ts'
import { expect, sharedAppTest } from './shared-app.ts'

const run = promisify(execFile)
/** Three models start with the first search, on a busy machine one after the other. */
const firstSearchMs = 240_000

/** A search waits this long for what ordinary queries find in the library, and answers without knowing it then. */
const patienceMs = 2_000

/** Asks until the search knows what ordinary queries find: from then on the same question has the same answer. */
const measured = async (server: ServerUnderTest, body: object): Promise<void> =>
  expect
    .poll(
      async () => {
        const askedAt = performance.now()
        await searchApi(server, body)
        return performance.now() - askedAt
      },
      { timeout: firstSearchMs },
    )
    .toBeLessThan(patienceMs)

/** A test over the demo library with its toy models awake; files that search share one server. */
export const demoTest = sharedAppTest(
  'search-demo',
  async (server) => {
    // While models are still being loaded, the search is refused with 503.
    await expect
      .poll(async () => (await postSearch(server, { query: 'anything at all' })).status, { timeout: firstSearchMs })
      .toBe(200)
    const [video] = await listVideos(server)
    await measured(server, { query: 'anything at all' })
    await measured(server, { anchors: [{ videoId: video?.id, timeMs: 0 }] })
  },
  { lay: copyDemoLibrary, limitMs: demoLibraryLimitMs + 3 * firstSearchMs },
)

const postSearch = (server: ServerUnderTest, body: object, signal = AbortSignal.timeout(60_000)): Promise<Response> =>
  server.fetch('/api/v1/search/semantic', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  })

/** Asks the API as a program outside does. */
export const searchApi = async (server: ServerUnderTest, body: object): Promise<SearchResponse> => {
  const response = await postSearch(server, body)
  if (!response.ok) throw new Error(`search answered ${response.status}: ${await response.text()}`)
  return searchResponseSchema.parse(await response.json())
}

/** The search field. */
export const field = (page: Page): Locator => page.getByRole('combobox', { name: 'Search', exact: true })
/** The list of results, whatever they answer. */
export const resultList = (page: Page): Locator => page.getByRole('listbox', { name: /^Results for/ })
/** Results on show, in the order of the page's elements, which is not always that of their rank. */
export const hits = (page: Page): Locator => resultList(page).getByRole('option')
/** The result of a rank, the best is 0. */
export const hit = (page: Page, rank: number): Locator => resultList(page).locator(`[data-grid-index="${rank}"]`)
/** A slider by the name beside it. */
export const slider = (page: Page, name: 'picture' | 'sound' | 'words'): Locator =>
  page.getByRole('slider', { name, exact: true })
/** The line above the results. */
export const matchLine = (page: Page): Locator => page.locator('.match-line').getByRole('status')
/** Chips of what is searched by besides the words. */
export const chips = (page: Page): Locator => page.getByRole('list', { name: 'Searched by' }).getByRole('listitem')

const isAnswer = (url: string): boolean => new URL(url).pathname === '/api/v1/search/semantic'

/** Does something and gives the answer to the first search it leads to that is wanted. */
export const answerTo = async (
  page: Page,
  act: () => Promise<unknown>,
  wanted: (body: Record<string, unknown>) => boolean = () => true,
): Promise<SearchResponse> => {
  const answered = page.waitForResponse(
    (response) => isAnswer(response.url()) && response.ok() && wanted(response.request().postDataJSON()),
    { timeout: 180_000 },
  )
  await act()
  return searchResponseSchema.parse(await (await answered).json())
}

/** Types words over what was there and waits for their results, which are shown however good they are. */
export const searchWords = async (page: Page, words: string): Promise<SearchResponse> => {
  const answer = await answerTo(
    page,
    async () => await field(page).fill(words),
    ({ query }) => query === words,
  )
  await expect(resultList(page)).toBeVisible()
  return answer
}

/** Milliseconds of a timecode at the ten frames a second of the demo clips. */
const timeOf = (timecode: string): number => {
  const [hours = 0, minutes = 0, seconds = 0, frames = 0] = timecode.split(':').map(Number)
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + frames * 100
}

/** What the demo clips show in the first results, best first, read from the cards a person sees. */
export const shownScenes = async (page: Page, count: number): Promise<readonly DemoLabel[]> => {
  const labelOf = await demoLabels()
  const scenes: DemoLabel[] = []
  for (let rank = 0; rank < count; rank += 1) {
    const card = hit(page, rank)
    // The frame rate comes with the details of the video; until then the time is no timecode.
    await expect(card.locator('.scene-card__start')).toHaveText(/^\d\d:\d\d:\d\d:\d\d$/)
    const [title, start] = await Promise.all([
      card.locator('.scene-card__title').innerText(),
      card.locator('.scene-card__start').innerText(),
    ])
    scenes.push(labelOf(title, timeOf(start)))
  }
  return scenes
}

/** A scene as `Title #index`, short enough for the message of a failure. */
export const nameOf = ({ title, index }: Pick<DemoLabel, 'title' | 'index'>): string => `${title} #${index}`

/** Names of the scenes of an answer, best first. */
export const namesOf = ({ items }: SearchResponse): readonly string[] =>
  items.map(({ videoTitle, index }) => nameOf({ title: videoTitle, index }))

/** Names of the first results on show. */
export const shownNames = async (page: Page, count: number): Promise<readonly string[]> =>
  (await shownScenes(page, count)).map(nameOf)

/** The page shows exactly what was answered, in the same order, as far as `count` results go. */
export const expectShown = async (page: Page, answer: SearchResponse, count: number): Promise<void> => {
  const expected = namesOf(answer).slice(0, count)
  expect(expected).toHaveLength(count)
  await expect.poll(async () => await shownNames(page, count)).toEqual(expected)
}

/** Draws a red disc on grey, as a person might in a paint program, and writes it as PNG. */
export const drawDisc = async (page: Page, path: string): Promise<void> => {
  const address = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 180
    const context = canvas.getContext('2d')
    if (context === null) return ''
    context.fillStyle = '#777'
    context.fillRect(0, 0, 320, 180)
    context.fillStyle = 'rgb(216 36 40)'
    context.beginPath()
    context.arc(160, 90, 60, 0, 2 * Math.PI)
    context.fill()
    return canvas.toDataURL('image/png')
  })
  await writeFile(path, Buffer.from(address.slice(address.indexOf(',') + 1), 'base64'))
}

/** Writes the sound of a part of a film as WAV. */
export const cutSound = async (
  film: string,
  scene: Pick<DemoLabel, 'startMs' | 'endMs'>,
  path: string,
): Promise<void> => {
  const part = ['-ss', String(scene.startMs / 1000), '-t', String((scene.endMs - scene.startMs) / 1000)]
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...part, '-i', film, '-vn', '-ac', '1', '-ar', '48000', path])
}
