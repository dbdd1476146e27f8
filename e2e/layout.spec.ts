import process from 'node:process'
import { type Page, test as plainTest } from '@playwright/test'
import { expect, test } from './support/app.ts'
import { layoutFaults, settledLayoutFaults } from './support/layout-check.ts'
import { importPaths, placeClip, settled, temporaryFolder, videoTitled } from './support/library.ts'
import { goTo, videoCard } from './support/person.ts'
import type { ServerUnderTest } from './support/server.ts'

/**
 * Windows that people have, from the largest to the smallest and back: panels remember sizes, and a window that was small once
 * must not spoil the large one. Twice the zoom is half the room: 640×400 is 1280×800 at 200 %.
 */
const windows = [
  [2560, 1440],
  [1280, 800],
  [900, 600],
  [640, 400],
  [2560, 1440],
] as const
const themes = ['dark', 'light'] as const

/** Looks at what is on show in every window and both themes. */
const expectWhole = async (page: Page, state: string): Promise<void> => {
  for (const [width, height] of windows) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const faults = await settledLayoutFaults(page)
      const folder = process.env['GOODCLIPS_LAYOUT_SHOTS']
      if (folder !== undefined) {
        await page.screenshot({ path: `${folder}/${state.replaceAll(' ', '-')}-${width}-${colorScheme}.png` })
      }
      expect.soft(faults, `${state}, ${width}×${height}, ${colorScheme}`).toEqual([])
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** Tells the same twice on the page of a video: one notice, which lies over nothing that is worked with. */
const expectToastsAside = async (page: Page): Promise<void> => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const toast = page.getByRole('region', { name: 'Notices' }).getByRole('listitem')
  for (const [width, height] of windows) {
    await page.setViewportSize({ width, height })
    await page.getByRole('region', { name: 'Timeline' }).getByRole('slider', { name: 'Playhead' }).focus()
    await page.keyboard.press('Shift+C')
    await page.keyboard.press('Shift+C')
    await expect(toast).toHaveCount(1)
    await expect(toast).toContainText('times')
    const told = await toast.boundingBox()
    for (const part of [
      page.getByRole('region', { name: 'Timeline' }),
      page.getByRole('toolbar', { name: 'Player' }),
      page.getByRole('contentinfo'),
    ]) {
      const box = await part.boundingBox()
      if (told === null || box === null) throw new Error('not on show')
      expect(told.y + told.height, `${width}×${height}`).toBeLessThanOrEqual(box.y)
    }
    await toast.getByRole('button', { name: 'Dismiss' }).click()
    await expect(toast).toHaveCount(0)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

/** Films with what takes room on the page: three scenes, two languages of captions, a long name, an upright one, one that failed. */
const fill = async (server: ServerUnderTest, folder: string): Promise<void> => {
  const longName = 'A001_08011423_C012 the pier in the evening with the lighthouse keeper and his dog take 4'
  await importPaths(server, [
    await placeClip('captioned-mp4', folder, 'Harbour'),
    await placeClip('three-scenes', folder, longName),
    await placeClip('portrait', folder, 'Upright'),
    await placeClip('without-index', folder, 'Broken off'),
    '/nowhere/at-all.mp4',
  ])
  await settled(server, 4)
}

plainTest('the check reports each kind of fault, and nothing on a page without one', async ({ page }) => {
  const show = async (html: string): Promise<readonly string[]> => {
    await page.setContent(`<body style="margin: 8px; font: 13px sans-serif">${html}</body>`)
    return await layoutFaults(page)
  }
  const line = 'white-space: nowrap; width: 60px;'
  const cut = `${line} overflow: hidden;`
  expect(await show('<p>Plain words</p><button>One</button> <button>Two</button>')).toEqual([])
  expect(await show(`<div style="${cut}">Words that are cut</div>`)).toEqual([
    expect.stringMatching(/^cut text: “Words/),
  ])
  expect(await show(`<div style="${cut} text-overflow: ellipsis">Words that are cut</div>`)).toEqual([])
  expect(await show(`<div style="${cut} text-overflow: ellipsis">00:00:12:04</div>`)).toEqual([
    expect.stringMatching(/^cut text: “00:00:12:04/),
  ])
  expect(
    await show(`<div style="${line} overflow-x: auto; overflow-y: hidden">Words in a strip that scrolls</div>`),
  ).toEqual([])
  expect(await show('<div style="height: 8px; overflow: hidden; line-height: 20px">Half a line</div>')).toEqual([
    expect.stringMatching(/^cut text: “Half a line/),
  ])
  expect(await show('<button>One</button><button style="position: relative; left: -12px">Two</button>')).toEqual([
    expect.stringMatching(/^controls overlap: .*One.*Two/),
  ])
  expect(await show(`<div style="${cut}"><button style="width: 90px">&nbsp;</button></div>`)).toEqual([
    expect.stringMatching(/^control is cut: button/),
  ])
  expect(await show('<button style="position: fixed; left: -20px; top: 40px">Gone</button>')).toContainEqual(
    expect.stringMatching(/^out of reach: button “Gone”/),
  )
  expect(await show('<div style="width: 4000px; height: 10px"></div>')).toEqual(['scrolls sideways: the window'])
  expect(
    await show(`<div style="width: 200px; height: 90px; overflow: auto"><p style="width: 400px">Wide</p></div>`),
  ).toEqual([expect.stringMatching(/^scrolls sideways: div/)])
})

test('every screen stands whole in every window, in both themes', async ({ page, server }) => {
  const media = await temporaryFolder('layout-media')
  try {
    await expect(page.getByRole('heading', { name: 'Drop videos or folders here' })).toBeVisible()
    await expectWhole(page, 'empty library')
    await fill(server, media.path)

    await videoCard(page, 'Harbour').click()
    await expectWhole(page, 'library with a selection')
    await page.keyboard.press('ControlOrMeta+Shift+L')
    await expect(page.getByRole('group', { name: 'Columns' })).toBeVisible()
    await expectWhole(page, 'library as a list')
    await page.keyboard.press('ControlOrMeta+Shift+L')
    await page.keyboard.press('Space')
    await expect(page.getByRole('dialog', { name: /^Preview/ })).toBeVisible()
    await expectWhole(page, 'preview')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await expectWhole(page, 'keyboard sheet')
    await page.keyboard.press('Escape')

    await goTo(page, 'Search')
    await expectWhole(page, 'search before typing')
    await page.getByRole('combobox', { name: 'Search', exact: true }).fill('the')
    await expect(page.getByRole('listbox', { name: /^Results/ })).toBeVisible()
    await page.keyboard.press('Enter')
    await expectWhole(page, 'search results')

    await goTo(page, 'Activity')
    await page.getByRole('button', { name: /^Today/ }).click()
    await expectWhole(page, 'activity')
    await goTo(page, 'Models')
    await expect(page.getByRole('article').first()).toBeVisible()
    await expectWhole(page, 'models')
    await page.getByRole('button', { name: 'Import another model…' }).click()
    await expectWhole(page, 'import of a model')
    await page.keyboard.press('Escape')
    await goTo(page, 'Settings')
    await expect(page.getByRole('combobox', { name: 'Detector' })).toBeVisible()
    await expectWhole(page, 'settings')

    const { id } = await videoTitled(server, 'Harbour')
    await page.goto(`${server.origin}/video/${id}?t=1800`)
    await expect(page.getByRole('listbox', { name: 'Scenes' }).getByRole('option')).toHaveCount(3)
    await page.keyboard.press('i')
    await expectWhole(page, 'video with scenes')
    await expectToastsAside(page)
    await page.getByRole('tab', { name: 'Transcript' }).click()
    await expect(page.getByRole('grid', { name: 'Transcript' }).getByRole('row')).toHaveCount(3)
    await expectWhole(page, 'video with its words')
    await page.getByRole('tab', { name: 'Scenes' }).click()
    await page.getByRole('listbox', { name: 'Scenes' }).getByRole('option').first().click()
    const details = page.getByRole('tab', { name: 'Scene', exact: true })
    if ((await details.count()) === 0) await page.keyboard.press('ControlOrMeta+i')
    await details.click()
    await expectWhole(page, 'details of a scene')
  } finally {
    await media.remove()
  }
})
