import { seededRandom } from '../domain/seeded-random.ts'
import type { DemoRecipe, DemoScene, DemoThing } from './recipe.ts'

interface Point {
  readonly x: number
  readonly y: number
}

/** Where an object is at one moment; lengths in heights of the frame. */
interface Placed extends Point {
  readonly radius: number
  readonly angle: number
}

type Colour = readonly [number, number, number]

const linesPerPixel = 4
/** Widest a block of letters is, in radii of the object. */
const textWidth = 2.5

/** Adds the horizontal run [from, to) of one sub-line to the coverage of a row. */
const addRun = (coverage: Float32Array, from: number, to: number): void => {
  const first = Math.max(0, from)
  const end = Math.min(coverage.length, to)
  for (let x = Math.floor(first); x < end; x++) {
    const covered = Math.min(end, x + 1) - Math.max(first, x)
    coverage[x] = (coverage[x] ?? 0) + covered / linesPerPixel
  }
}

/** Where the edges of polygons cross a horizontal line, ascending; two neighbours bound a filled run (even-odd). */
const crossings = (polygons: readonly (readonly Point[])[], y: number): number[] => {
  const found: number[] = []
  for (const polygon of polygons) {
    polygon.forEach((from, index) => {
      const to = polygon[(index + 1) % polygon.length] ?? from
      if (from.y <= y === to.y <= y) return
      found.push(from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x))
    })
  }
  return found.sort((a, b) => a - b)
}

/** A drawing surface of bytes RGB. */
interface Surface {
  readonly width: number
  readonly height: number
  readonly bytes: Buffer
}

const fillPolygons = (surface: Surface, polygons: readonly (readonly Point[])[], colour: Colour): void => {
  const ys = polygons.flat().map((point) => point.y)
  const firstRow = Math.max(0, Math.floor(Math.min(...ys)))
  const lastRow = Math.min(surface.height - 1, Math.ceil(Math.max(...ys)))
  for (let row = firstRow; row <= lastRow; row++) {
    const coverage = new Float32Array(surface.width)
    for (let line = 0; line < linesPerPixel; line++) {
      const ends = crossings(polygons, row + (line + 0.5) / linesPerPixel)
      for (let i = 0; i + 1 < ends.length; i += 2) addRun(coverage, ends[i] ?? 0, ends[i + 1] ?? 0)
    }
    coverage.forEach((amount, x) => {
      if (amount === 0) return
      const at = (row * surface.width + x) * 3
      colour.forEach((level, channel) => {
        const behind = surface.bytes[at + channel] ?? 0
        surface.bytes[at + channel] = Math.round(behind + Math.min(1, amount) * (level - behind))
      })
    })
  }
}

const square = (left: number, top: number, side: number): Point[] => [
  { x: left, y: top },
  { x: left + side, y: top },
  { x: left + side, y: top + side },
  { x: left, y: top + side },
]

const letterPolygons = (recipe: DemoRecipe, rows: readonly string[], place: Placed, height: number): Point[][] => {
  const columns = Math.max(...rows.map((row) => row.length)) * 6 - 1
  const dot = (textWidth * place.radius * height) / columns
  const left = place.x * height - (columns * dot) / 2
  const top = place.y * height - ((rows.length * 9 - 2) * dot) / 2
  return rows.flatMap((letters, row) =>
    [...letters].flatMap((letter, column) =>
      (recipe.vocabulary.font[letter] ?? []).flatMap((bits, v) =>
        [0, 1, 2, 3, 4]
          .filter((u) => ((bits >> (4 - u)) & 1) === 1)
          .map((u) => square(left + (column * 6 + u) * dot, top + (row * 9 + v) * dot, dot)),
      ),
    ),
  )
}

const turned = (contour: readonly Point[], place: Placed, height: number): Point[] => {
  const cos = Math.cos(place.angle)
  const sin = Math.sin(place.angle)
  return contour.map(({ x, y }) => ({
    x: (place.x + place.radius * (x * cos - y * sin)) * height,
    y: (place.y + place.radius * (x * sin + y * cos)) * height,
  }))
}

const drawThing = (surface: Surface, recipe: DemoRecipe, thing: DemoThing, place: Placed): void => {
  const { colours, shapes } = recipe.vocabulary
  const colour = colours.find((found) => found.name === thing.colour)?.rgb
  const shape = shapes.find((found) => found.name === thing.shape)
  if (colour === undefined || shape === undefined) throw new Error(`unknown ${thing.colour} ${thing.shape}`)
  if (thing.letters === undefined) {
    const outline = shape.contours.map((contour) => turned(contour, place, surface.height))
    fillPolygons(surface, outline, colour)
    return
  }
  // Each dot by itself: neighbours share edges.
  for (const dot of letterPolygons(recipe, thing.letters, place, surface.height)) fillPolygons(surface, [dot], colour)
}

/** Amount of the lighter colour at a place; as `_backdrop_picture` of native-runners/demo/pictures.py. */
const patternAt = (pattern: string, x: number, y: number, period: number, angle: number): number => {
  const along = x * Math.cos(angle) + y * Math.sin(angle)
  switch (pattern) {
    case 'striped':
      return Math.abs(Math.floor((along / period) * 2) % 2)
    case 'checkered':
      return (Math.floor((x / period) * 1.4) + Math.floor((y / period) * 1.4)) % 2
    case 'dotted':
      return Number((((x / period) % 1) - 0.5) ** 2 + (((y / period) % 1) - 0.5) ** 2 < 0.075)
    case 'shaded':
      return y
    default:
      return 0
  }
}

/** The background of a scene, drawn once. */
export const drawBackground = (recipe: DemoRecipe, pattern: string, seed: number): Buffer => {
  const random = seededRandom(seed)
  const { width, height } = recipe
  const level = 44 + 48 * random()
  const step = 34 + 26 * random()
  const tint = [0, 1, 2].map(() => 18 * random() - 9)
  const period = 0.16 + 0.1 * random()
  const angle = ([0, Math.PI / 2, Math.PI / 4, -Math.PI / 4] as const)[Math.floor(random() * 4)] ?? 0
  const stretch = pattern === 'shaded' ? 30 : 0
  const bytes = Buffer.alloc(width * height * 3)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const amount = patternAt(pattern, column / height, row / height, period, angle)
      const brightness = level - stretch + amount * (step + 2 * stretch)
      const at = (row * width + column) * 3
      tint.forEach((shift, channel) => {
        bytes[at + channel] = Math.max(0, Math.min(255, Math.round(brightness + shift)))
      })
    }
  }
  return bytes
}

const startOf = (recipe: DemoRecipe, thing: DemoThing): Placed => {
  const radius = recipe.vocabulary.sizes.find((size) => size.name === thing.size)?.radius
  if (radius === undefined) throw new Error(`unknown size ${thing.size}`)
  const width = recipe.width / recipe.height
  const edge = Math.max(0.13 * width, radius * 0.9)
  const high = Math.max(0.15, radius)
  const middle = { x: width / 2, y: 0.5, radius, angle: 0 }
  switch (thing.position) {
    case 'left':
      return { ...middle, x: edge }
    case 'right':
      return { ...middle, x: width - edge }
    case 'top':
      return { ...middle, y: high }
    case 'bottom':
      return { ...middle, y: 1 - high }
    default:
      return middle
  }
}

/** The place of a scene's first object at a fraction (0…1) of its time; as `moved` of native-runners/demo/pictures.py. */
const placeAt = (motion: string, start: Placed, fraction: number, width: number): Placed => {
  const turn = 2 * Math.PI * fraction
  switch (motion) {
    case 'sideways':
      return { ...start, x: width / 2 + Math.sin(turn) * (width / 2 - start.radius) }
    case 'vertical':
      return { ...start, y: 0.5 + Math.sin(turn) * (0.5 - start.radius) }
    case 'spinning':
      return { ...start, angle: turn }
    case 'growing':
      return { ...start, radius: start.radius * (0.5 + 1.2 * fraction) }
    case 'circling':
      return { ...start, x: width / 2 + 0.3 * Math.cos(turn), y: 0.5 + 0.3 * Math.sin(turn) }
    default:
      return start
  }
}

/** One frame of a scene as bytes RGB; `background` is left as it is. */
export const drawFrame = (recipe: DemoRecipe, scene: DemoScene, background: Buffer, fraction: number): Buffer => {
  const { width, height } = recipe
  const bytes = Buffer.from(background)
  scene.things.forEach((thing, index) => {
    const start = startOf(recipe, thing)
    const place = index === 0 ? placeAt(scene.motion, start, fraction, width / height) : start
    drawThing({ width, height, bytes }, recipe, thing, place)
  })
  return bytes
}
