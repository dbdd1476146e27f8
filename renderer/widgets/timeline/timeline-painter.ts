import type { Caption, Filmstrip } from '../../../electron/contract/index.ts'
import { tileAt } from '../../ui/filmstrip-tile.ts'
import { paintHeat } from './heat-painter.ts'
import type { SheetImages } from './sheet-images.ts'
import { type SceneBlock, sceneBlocks, spanOf, thumbnailSlots, timeAt, visibleRange, xOf } from './timeline-geometry.ts'
import type { Lane } from './timeline-lanes.ts'
import type { TimelineInk, TimelinePicture } from './timeline-picture.ts'
import { ticksOf } from './timeline-ticks.ts'
import { paintWaveform } from './waveform-painter.ts'

/** Reads the tokens in force for an element. */
export const inkOf = (element: Element): TimelineInk => {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    background: token('--background'),
    raised: token('--raised'),
    overlay: token('--overlay'),
    line: token('--line'),
    lineStrong: token('--line-strong'),
    text: token('--text'),
    textQuiet: token('--text-quiet'),
    accent: token('--accent'),
    accentSoft: token('--accent-soft'),
    words: token('--words'),
    sound: token('--sound'),
    stage: token('--stage'),
    font: style.fontFamily,
  }
}

/** A scene narrower than this shares pictures with its neighbours. */
const leastScenePx = 22
/** Boundaries closer than this are not drawn one by one. */
const leastBoundaryPx = 5

type Context = CanvasRenderingContext2D

const fitText = (context: Context, text: string, roomPx: number): string => {
  if (roomPx < 14) return ''
  if (context.measureText(text).width <= roomPx) return text
  let low = 0
  let high = text.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (context.measureText(`${text.slice(0, middle)}…`).width <= roomPx) low = middle
    else high = middle - 1
  }
  return low === 0 ? '' : `${text.slice(0, low).trimEnd()}…`
}

const paintRuler = (context: Context, ink: TimelineInk, picture: TimelinePicture, lane: Lane): void => {
  const bottom = lane.topPx + lane.heightPx
  context.font = `11px ${ink.font}`
  context.textBaseline = 'middle'
  const isEnd = picture.view.startMs + spanOf(picture.view, picture.widthPx) >= picture.durationMs - 1
  const { view, widthPx, durationMs, frameRate, timesFrom } = picture
  for (const tick of ticksOf(view, widthPx, durationMs, frameRate, undefined, timesFrom)) {
    const x = Math.round(xOf(picture.view, tick.timeMs)) + 0.5
    context.strokeStyle = tick.label === null ? ink.line : ink.lineStrong
    context.beginPath()
    context.moveTo(x, tick.label === null ? bottom - 5 : lane.topPx + 4)
    context.lineTo(x, bottom)
    context.stroke()
    if (tick.label === null) continue
    // At the end of the film nothing more slides in: a label cut there could never be read.
    if (isEnd && x + 5 + context.measureText(tick.label).width > picture.widthPx) continue
    context.fillStyle = ink.textQuiet
    context.fillText(tick.label, x + 5, lane.topPx + lane.heightPx / 2 - 1)
  }
}

const paintChapters = (context: Context, ink: TimelineInk, picture: TimelinePicture, lane: Lane): void => {
  context.font = `11px ${ink.font}`
  context.textBaseline = 'middle'
  for (const chapter of picture.chapters) {
    const x0 = Math.max(-1, xOf(picture.view, chapter.startMs))
    const x1 = Math.min(picture.widthPx + 1, xOf(picture.view, chapter.endMs))
    if (x1 <= 0 || x0 >= picture.widthPx) continue
    context.fillStyle = ink.overlay
    context.fillRect(x0 + 1, lane.topPx, Math.max(1, x1 - x0 - 1), lane.heightPx)
    context.fillStyle = ink.textQuiet
    context.fillRect(Math.round(xOf(picture.view, chapter.startMs)), lane.topPx, 2, lane.heightPx)
    const text = fitText(context, chapter.title, x1 - x0 - 12)
    if (text !== '') context.fillText(text, Math.max(0, x0) + 7, lane.topPx + lane.heightPx / 2 + 0.5)
  }
}

const paintPictures = (
  context: Context,
  picture: TimelinePicture,
  filmstrip: Filmstrip,
  sheets: SheetImages,
  block: SceneBlock,
  lane: Lane,
): void => {
  const aspect = filmstrip.tileWidth / filmstrip.tileHeight
  const tilePx = lane.heightPx * aspect
  for (const slot of thumbnailSlots(block, tilePx, picture.widthPx)) {
    const tile = tileAt(filmstrip, slot.timeMs)
    const sheet = tile === null ? null : sheets.get(tile.sheetUrl)
    if (tile === null || sheet === null) continue
    const tileWidth = sheet.width / filmstrip.columns
    const tileHeight = sheet.height / filmstrip.rows
    const share = slot.widthPx / tilePx
    const cut = (tileWidth * (1 - share)) / 2
    context.drawImage(
      sheet,
      tile.column * tileWidth + cut,
      tile.row * tileHeight,
      tileWidth * share,
      tileHeight,
      slot.xPx,
      lane.topPx,
      slot.widthPx,
      lane.heightPx,
    )
  }
}

const paintGradual = (context: Context, x: number, lane: Lane): void => {
  // A wedge over the boundary: the picture comes in slowly.
  const bottom = lane.topPx + lane.heightPx
  context.fillStyle = 'rgb(0 0 0 / 55%)'
  context.beginPath()
  context.moveTo(x - 8, bottom)
  context.lineTo(x + 8, bottom)
  context.lineTo(x + 8, bottom - 11)
  context.closePath()
  context.fill()
  context.fillStyle = '#fff'
  context.beginPath()
  context.moveTo(x - 6, bottom - 1)
  context.lineTo(x + 7, bottom - 1)
  context.lineTo(x + 7, bottom - 9)
  context.closePath()
  context.fill()
}

const paintScenes = (context: Context, ink: TimelineInk, picture: TimelinePicture, lane: Lane): void => {
  const { view, widthPx, scenes, filmstrip, sheets } = picture
  const bottom = lane.topPx + lane.heightPx
  context.save()
  context.beginPath()
  context.rect(0, lane.topPx, widthPx, lane.heightPx)
  context.clip()
  if (scenes.length === 0 && picture.durationMs > 0) {
    // The place of the scenes while they are being found.
    context.fillStyle = ink.raised
    context.fillRect(xOf(view, 0), lane.topPx, picture.durationMs * view.pxPerMs, lane.heightPx)
  }
  for (const block of sceneBlocks(scenes, view, widthPx, leastScenePx)) {
    context.fillStyle = ink.stage
    context.fillRect(block.x0, lane.topPx, block.x1 - block.x0, lane.heightPx)
    if (filmstrip !== null && sheets !== null) paintPictures(context, picture, filmstrip, sheets, block, lane)
  }
  const [first, last] = visibleRange(scenes, view.startMs, timeAt(view, widthPx))
  let drawnX = Number.NEGATIVE_INFINITY
  for (let index = first; index <= last; index += 1) {
    const scene = scenes[index]
    if (scene === undefined || index === 0) continue
    const x = xOf(view, scene.startMs)
    const room = xOf(view, scene.endMs) - x
    if (x - drawnX < leastBoundaryPx && room < leastScenePx) continue
    drawnX = x
    const wide = room >= leastScenePx
    context.fillStyle = wide ? ink.background : 'rgb(0 0 0 / 32%)'
    context.fillRect(Math.round(x) - (wide ? 1 : 0), lane.topPx, wide ? 2 : 1, lane.heightPx)
    if (scene.gradual && wide && room >= 26) paintGradual(context, Math.round(x), lane)
  }
  const current = scenes[picture.currentScene]
  if (current !== undefined) {
    const x0 = Math.max(-4, xOf(view, current.startMs))
    const x1 = Math.min(widthPx + 4, xOf(view, current.endMs))
    context.strokeStyle = ink.accent
    context.lineWidth = 2
    if (x1 - x0 > 4) context.strokeRect(x0 + 1, lane.topPx + 1, x1 - x0 - 2, lane.heightPx - 2)
    else {
      context.fillStyle = ink.accent
      context.fillRect(x0, bottom - 4, Math.max(2, x1 - x0), 4)
    }
    context.lineWidth = 1
  }
  context.restore()
}

const paintCues = (
  context: Context,
  ink: TimelineInk,
  { view, widthPx }: TimelinePicture,
  cues: readonly Caption[],
  lane: Lane,
): void => {
  const [, last] = visibleRange(cues, view.startMs, timeAt(view, widthPx))
  // Cues may overlap, so an early one may reach in; a look back over a few is enough for any real track.
  const [firstByEnd] = visibleRange(cues, view.startMs, timeAt(view, widthPx))
  context.font = `12px ${ink.font}`
  context.textBaseline = 'middle'
  let filledTo = Number.NEGATIVE_INFINITY
  for (let index = Math.max(0, firstByEnd - 4); index <= last; index += 1) {
    const cue = cues[index]
    if (cue === undefined) continue
    const x0 = xOf(view, cue.startMs)
    const x1 = xOf(view, cue.endMs)
    if (x1 < 0) continue
    const left = Math.max(x0, filledTo)
    // Cues closer than a pixel would add up to one loud bar.
    if (x1 - filledTo < 1.5) continue
    const width = Math.max(1, x1 - left - 1)
    filledTo = Math.max(x1, left + 1.5)
    context.globalAlpha = 0.22
    context.fillStyle = ink.words
    context.fillRect(left, lane.topPx + 2, width, lane.heightPx - 4)
    context.globalAlpha = 1
    if (width < 6) continue
    context.fillRect(left, lane.topPx + 2, 2, lane.heightPx - 4)
    const textX = Math.max(0, left) + 7
    const text = fitText(context, cue.text.replaceAll('\n', ' '), Math.min(x1, widthPx) - textX - 4)
    if (text === '') continue
    context.fillStyle = ink.text
    context.fillText(text, textX, lane.topPx + lane.heightPx / 2 + 0.5)
  }
}

const paintRange = (context: Context, ink: TimelineInk, picture: TimelinePicture, heightPx: number): void => {
  if (picture.range === null) return
  const x0 = xOf(picture.view, picture.range.startMs)
  const x1 = xOf(picture.view, picture.range.endMs)
  context.fillStyle = 'rgb(0 0 0 / 42%)'
  const top = picture.lanes[0]?.heightPx ?? 0
  if (x0 > 0) context.fillRect(0, top, Math.min(x0, picture.widthPx), heightPx - top)
  if (x1 < picture.widthPx) context.fillRect(Math.max(0, x1), top, picture.widthPx - Math.max(0, x1), heightPx - top)
  context.fillStyle = ink.accent
  context.fillRect(x0, top - 4, Math.max(2, x1 - x0), 3)
  context.fillRect(x0, 0, 2, heightPx)
  context.fillRect(x1 - 2, 0, 2, heightPx)
}

/** Draws the whole timeline except the playhead, which is an element of its own. */
export const paintTimeline = (context: Context, ink: TimelineInk, picture: TimelinePicture, heightPx: number): void => {
  context.clearRect(0, 0, picture.widthPx, heightPx)
  if (spanOf(picture.view, picture.widthPx) <= 0) return
  context.fontKerning = 'normal'
  for (const lane of picture.lanes) {
    switch (lane.name) {
      case 'ruler':
        paintRuler(context, ink, picture, lane)
        break
      case 'chapters':
        paintChapters(context, ink, picture, lane)
        break
      case 'scenes':
        paintScenes(context, ink, picture, lane)
        break
      case 'captions':
        paintCues(context, ink, picture, picture.cues, lane)
        break
      case 'screen':
        paintCues(context, ink, picture, picture.screenCues, lane)
        break
      case 'heat':
        paintHeat(context, ink, picture, lane)
        break
      case 'waveform':
        paintWaveform(context, ink, picture, lane)
        break
    }
  }
  paintRange(context, ink, picture, heightPx)
}
