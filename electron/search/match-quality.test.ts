import { expect, it } from 'vitest'
import { createSearchLibrary, request, unit } from './fixtures/search-library.ts'

const signal = new AbortController().signal

it('likeness without a model says that it compares no more than colour and sound texture', async () => {
  const made = await createSearchLibrary({
    dimensions: { look: 4, soundTexture: 4, likeness: 4 },
    embed: () => unit(1, 0, 0, 0),
    backgroundTexts: [],
  })
  try {
    const { scenes } = await made.addVideo('film', 6)
    const vectors = scenes.map((key, at) => ({ key, vector: at < 2 ? unit(1, 0, 0, 0.1 * at) : unit(0, at, 1, 0) }))
    const anchors = [{ sceneId: scenes[0] ?? '' }]
    const message = async (): Promise<string> => {
      const found = await made.engine.semantic(request({ anchors }), signal)
      if (!found.ok) throw new Error(found.error.message)
      return found.value.verdict.message
    }
    await made.write('look', vectors)
    expect(await message()).toMatch(/, by colour only\b/)
    await made.write('soundTexture', vectors)
    expect(await message()).toMatch(/, by colour and sound texture only\b/)
    await made.write('likeness', vectors)
    expect(await message()).not.toMatch(/only/)
  } finally {
    await made.close()
  }
})
