import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { demoClips } from './support/demo-labels.ts'
import {
  answerTo,
  chips,
  cutSound,
  drawDisc,
  expectShown,
  field,
  hit,
  hits,
  matchLine,
  nameOf,
  namesOf,
  resultList,
  searchApi,
  searchWords,
  shownNames,
  shownScenes,
  slider,
  demoTest as test,
} from './support/demo-search.ts'
import { temporaryFolder, videoTitled } from './support/library.ts'
import { dropOnWindow } from './support/person.ts'
import { expect } from './support/shared-app.ts'

const redCircle = 'red circle'
const isRedCircle = ({ things }: { readonly things: readonly string[] }): boolean => things.includes(redCircle)

test('“red circle” finds red circles, and each card says why', async ({ page, server }) => {
  await page.keyboard.press('ControlOrMeta+k')
  const answer = await answerTo(
    page,
    async () => await page.keyboard.type(redCircle),
    ({ query }) => query === redCircle,
  )
  expect(answer.verdict.kind).not.toBe('no_good_match')
  await expect(page).toHaveURL(/\/search\?q=red\+circle$/)
  await expectShown(page, answer, 8)
  const shown = await shownScenes(page, 8)
  expect(shown.slice(0, 3).map(({ things }) => things)).toEqual([[redCircle], [redCircle], [redCircle]])
  const all = (await demoClips()).flatMap(({ scenes }) => scenes).filter(isRedCircle)
  expect(all).toHaveLength(6)
  expect(shown.filter(isRedCircle).length, shown.map(nameOf).join(', ')).toBeGreaterThanOrEqual(5)
  const isWeak = answer.verdict.kind === 'weak'
  const matches = answer.relevant === 1 ? 'match' : 'matches'
  await expect(matchLine(page)).toHaveText(
    `${answer.relevant} ${isWeak ? 'possible' : 'good'} ${matches} in 96 scenes${isWeak ? '; nothing stands out clearly' : ''}`,
  )
  const [first] = answer.items
  const share = Math.round((first?.shares.visual ?? 0) * 100)
  expect(share).toBeGreaterThan(80)
  const score = Math.round((first?.score ?? 0) * 100)
  await expect(hit(page, 0).locator('.share-bars')).toContainText(`score ${score}: picture ${share} %`)
  expect(namesOf(await searchApi(server, { query: redCircle })).slice(0, 8)).toEqual(shown.map(nameOf))
})

test('sliders change what counts, and a double click puts them back', async ({ page }) => {
  const words = 'a red circle and a bell'
  await searchWords(page, words)
  const before = await shownNames(page, 6)
  expect((await shownScenes(page, 1)).filter(isRedCircle)).toHaveLength(1)
  await expect(page.getByRole('button', { name: 'Preset: Balanced' })).toBeVisible()

  const picture = slider(page, 'picture')
  const box = await picture.boundingBox()
  if (box === null) throw new Error('the slider has no place')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width / 2, y)
  await page.mouse.down()
  await page.mouse.move(box.x - 20, y, { steps: 8 })
  await page.mouse.up()
  await expect(picture).toHaveValue('0')
  await slider(page, 'words').press('Home')
  await expect(slider(page, 'words')).toHaveValue('0')
  await slider(page, 'sound').focus()
  const bySound = await answerTo(
    page,
    async () => await page.keyboard.press('End'),
    ({ weights }) => JSON.stringify(weights) === '{"visual":0,"audio":1,"captions":0}',
  )
  await expectShown(page, bySound, 6)
  expect(await shownNames(page, 6)).not.toEqual(before)
  for (const { sounds } of await shownScenes(page, 3)) expect(sounds).toContain('bell')
  await expect(page.getByRole('button', { name: 'Preset: Custom' })).toBeVisible()
  await expect(page).toHaveURL(/weights=visual0\.audio100\.captions0/)

  await slider(page, 'sound').press('ArrowLeft')
  await expect(slider(page, 'sound')).toHaveValue('95')
  for (const name of ['picture', 'sound', 'words'] as const) {
    await slider(page, name).dblclick()
    await expect(slider(page, name)).toHaveValue('50')
  }
  await expect(page.getByRole('button', { name: 'Preset: Balanced' })).toBeVisible()
  await expect.poll(async () => await shownNames(page, 6)).toEqual(before)
  await expect(page).not.toHaveURL(/weights/)
})

test('tells why a scene was found, in the numbers of the answer, accessibly', async ({ page }) => {
  const answer = await searchWords(page, redCircle)
  await expectShown(page, answer, 3)
  const [first] = answer.items
  if (first === undefined) throw new Error('nothing found')
  await hit(page, 0).hover()
  await hit(page, 0).locator('[data-act="why"]').click()
  const why = page.getByRole('dialog', { name: 'Why this scene' })
  await expect(why.getByRole('heading')).toContainText(`score ${Math.round((first.score ?? 0) * 100)}`)
  const names = { visual: 'picture', audio: 'sound', captions: 'words' } as const
  for (const modality of ['visual', 'audio', 'captions'] as const) {
    const verdict = answer.verdict.modalities.find((candidate) => candidate.modality === modality)
    if (verdict === undefined) throw new Error(`no verdict of ${modality}`)
    const cells = why
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: names[modality] }) })
      .getByRole('cell')
    await expect(cells).toHaveText([
      first.similarities[modality]?.toFixed(3) ?? 'none',
      first.normalised[modality] === undefined ? '–' : String(Math.round(first.normalised[modality] * 100)),
      `${verdict.weight.toFixed(2)} × ${verdict.gate.toFixed(2)}`,
      `${Math.round((first.shares[modality] ?? 0) * 100)} %`,
    ])
  }
  await expect(why).toContainText('Found by its picture alone.')
  await expect(why.getByRole('figure')).toContainText(`alike ${first.bestFrame?.similarity.toFixed(3) ?? 'nothing'}`)
  await expect
    .poll(() => why.locator('figure img').evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth))
    .toBeGreaterThan(0)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    // The popover lies over the page until it is closed; it belongs to no landmark, as a menu does not.
    const { violations } = await new AxeBuilder({ page }).disableRules(['region']).analyze()
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    ).toEqual([])
  }
  await page.keyboard.press('Escape')
  await expect(why).toBeHidden()
  await expect(resultList(page)).toBeFocused()
  await page.keyboard.press('w')
  await expect(why).toBeVisible()
})

test('goes from likeness to likeness, and back by the trail and by the browser', async ({ page }) => {
  const answer = await searchWords(page, redCircle)
  await expectShown(page, answer, 4)
  const [from] = await shownScenes(page, 1)
  if (from === undefined) throw new Error('nothing found')
  const alike = await answerTo(page, async () => await hit(page, 0).getByText('Similar', { exact: true }).click())
  await expectShown(page, alike, 4)
  expect(namesOf(alike)).not.toContain(nameOf(from))
  for (const scene of await shownScenes(page, 3)) {
    const common = [...scene.things, ...scene.sounds].filter((part) => [...from.things, ...from.sounds].includes(part))
    const circles = [scene, from].every(({ things }) => things.some((thing) => thing.endsWith('circle')))
    expect(common.length > 0 || circles, `${nameOf(scene)} is like ${nameOf(from)}`).toBe(true)
  }
  const trail = page.getByRole('navigation', { name: 'Breadcrumbs of similar scenes' }).getByRole('listitem')
  await expect(trail).toHaveText([redCircle, new RegExp(`^like ${from.title} 00:00:\\d\\d:\\d\\d$`)])
  await expect(chips(page)).toHaveText([/^like 00:00:\d\d:\d\d$/])
  await answerTo(page, async () => await hit(page, 1).getByText('Similar', { exact: true }).click())
  await expect(trail).toHaveCount(3)
  await page.goBack()
  await expect(trail).toHaveCount(2)
  await expectShown(page, alike, 4)
  await trail.first().getByRole('link').click()
  await expect(field(page)).toHaveValue(redCircle)
  await expect(trail).toHaveCount(0)
  await expectShown(page, answer, 4)
  await page.goBack()
  await expect(trail).toHaveCount(2)
  await expectShown(page, alike, 4)
})

test('searches by a picture and by a sound that are dropped', async ({ page, server }) => {
  const folder = await temporaryFolder('dropped')
  try {
    const disc = join(folder.path, 'disc.png')
    await drawDisc(page, disc)
    const byPicture = await answerTo(
      page,
      async () => await dropOnWindow(page, [disc]),
      ({ pictures }) => Array.isArray(pictures),
    )
    await expect(chips(page)).toHaveText(['disc.png'])
    await expectShown(page, byPicture, 3)
    expect((await shownScenes(page, 2)).map(({ things }) => things)).toEqual([[redCircle], [redCircle]])

    await page.getByRole('button', { name: 'Clear search' }).click()
    await expect(chips(page)).toHaveCount(0)
    const bells = (await demoClips()).find(({ title }) => title === 'Birds and bells')?.scenes[3]
    if (bells === undefined) throw new Error('the demo library has no bells')
    const sound = join(folder.path, 'bell.wav')
    await cutSound((await videoTitled(server, bells.title)).path, bells, sound)
    const bySound = await answerTo(
      page,
      async () => await dropOnWindow(page, [sound]),
      ({ sounds }) => Array.isArray(sounds),
    )
    await expect(chips(page)).toHaveText(['bell.wav'])
    await expectShown(page, bySound, 3)
    expect(await shownNames(page, 1)).toEqual([nameOf(bells)])
    expect((await shownScenes(page, 3)).filter(({ sounds }) => sounds.includes('bell')).length).toBeGreaterThanOrEqual(
      2,
    )
    expect(bySound.items[0]?.similarities.audio).toBeGreaterThan(0.9)
  } finally {
    await folder.remove()
  }
})

test('leaves out what is not wanted', async ({ page }) => {
  const hasCircle = ({ things }: { readonly things: readonly string[] }): boolean =>
    things.some((thing) => thing.endsWith('circle'))
  await searchWords(page, 'a red shape')
  const before = await shownScenes(page, 6)
  expect(before.filter(hasCircle).length).toBeGreaterThan(0)
  await field(page).press('End')
  const answer = await answerTo(
    page,
    async () => await page.keyboard.type(' -circle '),
    ({ not }) => not === 'circle',
  )
  await expect(chips(page)).toHaveText(['not circle'])
  await expectShown(page, answer, 6)
  const after = await shownScenes(page, 6)
  expect(after.filter(hasCircle).map(nameOf)).toEqual([])
  expect(after.slice(0, 3).filter(({ things }) => things.some((thing) => thing.startsWith('red')))).toHaveLength(3)
  await answerTo(
    page,
    async () => await chips(page).getByRole('button', { name: 'Remove not circle' }).click(),
    ({ not }) => not === undefined,
  )
  await expect(chips(page)).toHaveCount(0)
  await expect.poll(async () => await shownNames(page, 6)).toEqual(before.map(nameOf))
})

test('finds what is followed by something else, in that order only', async ({ page }) => {
  await searchWords(page, 'red triangle')
  await page.getByRole('button', { name: 'Then …' }).click()
  const then = page.getByRole('textbox', { name: 'Then' })
  await expect(then).toBeFocused()
  const followed = (words: string) => (body: Record<string, unknown>) =>
    JSON.stringify(body['followedBy'] ?? '').includes(words)
  const answer = await answerTo(page, async () => await then.fill('turquoise circle'), followed('turquoise circle'))
  await expectShown(page, answer, 3)
  expect(await shownNames(page, 1)).toEqual(['Night watch #0'])
  // Three scenes of 2.4, 2.8 and 2.4 seconds go before the circle, at ten frames a second.
  await expect(hit(page, 0).locator('.result-then')).toContainText('00:00:07:06')

  await hit(page, 0).locator('.result-then').click()
  await expect(page).toHaveURL(/\/video\/.+\?t=7600$/)
  await page.goBack()

  // Words typed over everything are a new search, without what was to follow.
  await field(page).fill('turquoise circle')
  await expect(then).toHaveCount(0)
  await page.getByRole('button', { name: 'Then …' }).click()
  const turned = await answerTo(page, async () => await then.fill('red triangle'), followed('red triangle'))
  expect(namesOf(turned).slice(0, 3)).not.toContain('Night watch #3')
  expect(namesOf(turned)[0]).not.toBe('Night watch #0')
  if (turned.relevant === 0) await expect(page.getByText(/^No pair: “turquoise circle” has/)).toBeVisible()
  await page.getByRole('button', { name: 'Remove then' }).click()
  await expect.poll(async () => await shownNames(page, 1)).toEqual(['Night watch #3'])
})

test('says so when nothing matches, and shows what is nearest below all the same', async ({ page }) => {
  await field(page).fill('xylophonic gibberish wombat')
  await expect(matchLine(page)).toHaveText('No good match in 96 scenes; the nearest first')
  await expect(hit(page, 0)).toBeVisible()
  await expect(hit(page, 0).locator('.scene-card')).toHaveAttribute('data-faint', 'true')
  await expect(page.getByText('Weaker matches')).toHaveCount(0)
  // Filters, order and grouping act on what is shown, and hide none of it.
  await page.getByRole('button', { name: 'Group by video' }).click()
  await expect(hits(page).first()).toBeVisible()
  await page.getByRole('button', { name: 'Sort by Relevance' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Time' }).click()
  await expect(hits(page).first()).toBeVisible()
  await expect(matchLine(page)).toContainText('No good match')
  await field(page).fill('old man')
  await page.getByRole('button', { name: 'Exact words', exact: true }).click()
  await expect(matchLine(page)).toHaveText('1 caption with “old man”')
  await expect(hits(page)).toContainText(['The old man speaks softly on the sand.'])
})

test('asks picture and sound each by words of its own, with prefixes that complete themselves', async ({ page }) => {
  await field(page).click()
  await page.keyboard.type('pic')
  const list = page.getByRole('listbox', { name: 'Completions' })
  await expect(list.getByRole('option')).toHaveText(['picture:What is seen'])
  await expect(field(page)).toHaveAttribute('aria-expanded', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(list.getByRole('option')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Tab')
  await expect(list).toHaveCount(0)
  await expect(field(page)).toBeFocused()
  await expect(field(page)).toHaveValue('picture: ')
  const answer = await answerTo(
    page,
    async () => await page.keyboard.type('red circle  sound: bell'),
    ({ texts }) => JSON.stringify(texts) === '{"visual":"red circle","audio":"bell"}',
  )
  expect(answer.verdict.modalities.map(({ modality }) => modality).toSorted()).toEqual(['audio', 'visual'])
  await expectShown(page, answer, 3)
  await page.reload()
  await expect(field(page)).toHaveValue('picture: red circle  sound: bell')
  await expectShown(page, answer, 3)
})

test('completes a film behind “in:” to a filter, and closes its list by Escape first', async ({ page }) => {
  await field(page).click()
  await page.keyboard.type('red in:mark')
  const list = page.getByRole('listbox', { name: 'Completions' })
  await expect(list.getByRole('option')).toContainText(['Market day'])
  await page.keyboard.press('Escape')
  await expect(list).toHaveCount(0)
  await expect(field(page)).toHaveValue('red in:mark')
  await page.keyboard.type('e')
  await expect(list.getByRole('option')).toHaveAttribute('aria-selected', 'true')
  const { violations } = await new AxeBuilder({ page }).disableRules(['region']).analyze()
  expect(violations.map(({ id }) => id)).toEqual([])
  await page.keyboard.press('Enter')
  await expect(field(page)).toHaveValue('red ')
  await expect(chips(page)).toHaveText(['in Market day'])
  await expect(hits(page)).toHaveCount(4)
})

test('typing over everything is a new search, but for what is pinned', async ({ page }) => {
  await searchWords(page, redCircle)
  await answerTo(page, async () => await hit(page, 0).getByText('Similar', { exact: true }).click())
  await answerTo(page, async () => await hit(page, 1).getByText('Similar', { exact: true }).click())
  await expect(chips(page)).toHaveCount(1)
  // A press in the field: what is typed joins the chip.
  await field(page).click()
  await page.keyboard.type('blue')
  await expect(chips(page)).toHaveCount(1)
  await chips(page)
    .getByRole('button', { name: /^Pin like/ })
    .click()
  await expect(page).toHaveURL(/pin=0/)
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('bell')
  await expect(field(page)).toHaveValue('bell')
  await expect(chips(page)).toHaveCount(1)
  await page.reload()
  const pin = chips(page).getByRole('button', { name: /^Pin like/ })
  await expect(pin).toHaveAttribute('aria-pressed', 'true')
  await pin.click()
  await page.keyboard.press('ControlOrMeta+k')
  await page.keyboard.type('green')
  await expect(field(page)).toHaveValue('green')
  await expect(chips(page)).toHaveCount(0)
})

test('opens a scene that was found by its words at the words, and shows their time', async ({ page }) => {
  const words = 'says: The old man speaks softly on the sand'
  const answer = await answerTo(
    page,
    async () => await field(page).fill(words),
    ({ texts }) => JSON.stringify(texts ?? '').endsWith('sand"}'),
  )
  const [first] = answer.items
  if (first?.cue == null) throw new Error('no words were found')
  expect(first.cue.startMs).toBeGreaterThan(first.startMs)
  const seconds = Math.floor(first.cue.startMs / 1000)
  await expect(hit(page, 0).locator('.scene-card__start')).toContainText(`:${String(seconds).padStart(2, '0')}:`)
  await hit(page, 0).dblclick()
  await expect(page).toHaveURL(new RegExp(`t=${first.cue.startMs}$`))
})
