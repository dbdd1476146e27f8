import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { testLibrary } from './fixtures/test-library.ts'

const program = (name: string): string => new URL(`./fixtures/imaginary-row/${name}`, import.meta.url).pathname

it('gives a new modality and stage to API, command line, store, scheduler, search and page by their rows alone', async () => {
  const library = await testLibrary()
  try {
    const clip = await library.clip('three-scenes')
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      program('add-rows.ts'),
      program('use-it.ts'),
      library.libraryPath,
      clip,
    ])
    const told: unknown = JSON.parse(stdout)
    expect(told).toMatchObject({
      schema: true,
      openApi: true,
      flags: expect.arrayContaining(['--sound-texture', '--movement']),
      job: { stage: 'describe-movement', state: 'done' },
      spaces: expect.arrayContaining([{ modality: 'movement', active: true, present: 3 }]),
      status: { modality: 'movement', state: 'descriptor', takesText: false, present: 3 },
      hits: [
        { index: 1, similarities: { movement: expect.closeTo(Math.cos(1), 5) } },
        { index: 2, similarities: { movement: expect.closeTo(Math.cos(2), 5) } },
      ],
      // Of the two stages that were given, the examination is done: 0.02 of 0.02 + 0.05.
      progress: expect.closeTo(2 / 7, 5),
      page: {
        sliders: ['likeness', 'look', 'soundTexture', 'movement'],
        builtIn: ['look', 'soundTexture', 'movement'],
        address: 'movement80',
        stage: 'Watching movement',
      },
    })
  } finally {
    await library.close()
  }
})
