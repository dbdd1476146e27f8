import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exportSchema } from '../../contract/index.ts'
import { importAll, type TestLibrary, testLibrary } from '../../core/fixtures/test-library.ts'
import { runInProcess } from './fixtures/run-program.ts'

let library: TestLibrary

beforeAll(async () => {
  library = await testLibrary()
  const core = await library.open()
  const film = await library.clip('three-scenes', 'Harbour.mp4')
  await writeFile(film.replace('.mp4', '.en.srt'), '1\n00:00:00,200 --> 00:00:00,900\nA whale appears.\n')
  await importAll(core, film)
  await core.close()
})

afterAll(() => library.close())

const run = (...args: readonly string[]) => runInProcess(library, args)

const exported = async (folder: string, ...args: readonly string[]) => {
  const out = join(library.folder, folder)
  const answer = await run('export', '--video', 'Harbour', '--out', out, ...args)
  expect(answer).toMatchObject({ code: 0 })
  return { lines: answer.out.trim().split('\n'), files: (await readdir(out)).toSorted(), out }
}

it('writes clips, stills and contact sheets, and prints their paths', async () => {
  const clips = await exported('cut', '--clips', 'lossless', '--name-template', '{title}-{nr:02}')
  expect(clips.files).toEqual(['Harbour-01.mp4', 'Harbour-02.mp4', 'Harbour-03.mp4'])
  expect(clips.lines).toEqual(clips.files.map((file) => join(clips.out, file)))
  const said = await exported('said', '--clips', 'exact', '--subtitles', 'srt', '--name-template', '{nr}')
  expect(said.files).toEqual(['1.mp4', '1.srt', '2.mp4', '3.mp4'])
  expect(said.lines).toEqual(said.files.map((file) => join(said.out, file)))
  expect(await readFile(join(said.out, '1.srt'), 'utf8')).toContain('A whale appears.')
  const joined = await exported('joined', '--clips', 'preset', '--preset', 'h264', '--join', '--json')
  const whole = exportSchema.parse(JSON.parse(joined.lines.join('\n')))
  expect(whole).toMatchObject({ kind: 'clips', state: 'done', progress: 1 })
  expect(whole.files.map(({ path }) => path)).toEqual(joined.files.map((file) => join(joined.out, file)))
  expect(joined.files).toHaveLength(1)
  const stills = await exported('stills', '--stills', 'jpeg')
  expect(stills.files).toHaveLength(3)
  for (const file of stills.files)
    expect((await readFile(join(stills.out, file))).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  for (const [format, magic] of [
    ['gif', 'GIF89a'],
    ['webp', 'RIFF'],
  ] as const) {
    const moving = await exported(format, '--stills', format)
    expect(moving.files.map((file) => extname(file))).toEqual(Array(3).fill(`.${format}`))
    for (const file of moving.files)
      expect((await readFile(join(moving.out, file))).subarray(0, magic.length).toString('latin1')).toBe(magic)
  }
  const sheet = await exported('sheet', '--contact-sheet', 'pdf')
  expect(sheet.files).toEqual(['Harbour.pdf'])
  expect((await readFile(join(sheet.out, 'Harbour.pdf'))).subarray(0, 5).toString()).toBe('%PDF-')
})

it('refuses what does not go together', async () => {
  const out = join(library.folder, 'refused')
  const refused = (...args: readonly string[]) => run('export', '--video', 'Harbour', '--out', out, ...args)
  expect(await refused()).toMatchObject({ code: 2, err: expect.stringContaining('Say what to write') })
  expect(await refused('--clips', 'exact', '--stills', 'png')).toMatchObject({ code: 2 })
  expect(await refused('--clips', 'preset')).toMatchObject({ code: 2, err: expect.stringContaining('--preset') })
  expect(await refused('--clips', 'exact', '--name-template', '{nonsense}')).toMatchObject({ code: 2 })
  expect(await run('export', '--video', 'Nothing', '--out', out, '--stills', 'png')).toMatchObject({ code: 4 })
})
