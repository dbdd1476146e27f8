import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { analysed, expectValue, ffmpeg, probed } from './fixtures/analysed.ts'
import { makeResultFolders, slow } from './fixtures/analysed-clips.ts'

const { folderOf } = makeResultFolders()
const madeFolder = async (name: string): Promise<string> => {
  const folder = folderOf(name)
  await mkdir(folder, { recursive: true })
  return folder
}
const packetBytes = 188

/** Four seconds of H.264 with a key picture every second, whose clock begins at so many seconds. */
const recording = async (folder: string, clockSeconds: number): Promise<Buffer> => {
  const file = path.join(folder, `from-${clockSeconds}.ts`)
  const source = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=25:d=4', '-f', 'lavfi', '-i', 'sine=d=4']
  const codecs = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-g',
    '25',
    '-bf',
    '2',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'mp2',
  ]
  await ffmpeg([...source, ...codecs, '-output_ts_offset', String(clockSeconds), '-f', 'mpegts', file])
  return readFile(file)
}

it(
  'a recording that begins between two key pictures is whole: what nobody can decode was never recorded',
  async () => {
    const folder = await madeFolder('begins-anywhere')
    const whole = await recording(folder, 10)
    const packets = Math.floor(whole.length / packetBytes)
    const file = path.join(folder, 'cut.ts')
    await writeFile(file, whole.subarray(Math.floor(packets * 0.4) * packetBytes))
    const { warnings, frameCount } = expectValue(await analysed(file, path.join(folder, 'content')))
    expect(warnings).toEqual([])
    expect(frameCount).toBeGreaterThan(25)
  },
  slow,
)

it(
  'data that is damaged later in a recording is told',
  async () => {
    const folder = await madeFolder('damaged-later')
    const whole = await recording(folder, 10)
    const packets = Math.floor(whole.length / packetBytes)
    for (let packet = Math.floor(packets * 0.5); packet < packets * 0.7; packet += 3) {
      whole.fill(0xa5, packet * packetBytes + 12, (packet + 1) * packetBytes)
    }
    const file = path.join(folder, 'damaged.ts')
    await writeFile(file, whole)
    const { warnings } = expectValue(await analysed(file, path.join(folder, 'content')))
    expect(warnings.map(({ code }) => code)).toEqual(['corrupt_frames'])
  },
  slow,
)

it.each([
  ['forward', 10, 1000],
  ['back', 1000, 10],
])(
  'a recording joined from two whose clocks jump %s says that it is joined, and nothing is missing',
  async (name, first, second) => {
    const folder = await madeFolder(`joined-${name}`)
    const file = path.join(folder, 'joined.ts')
    await writeFile(file, Buffer.concat([await recording(folder, first), await recording(folder, second)]))
    const probe = await probed(file)
    const { warnings, frameCount, durationMs } = expectValue(await analysed(file, path.join(folder, 'content')))
    const said = [...probe.warnings, ...warnings]
    expect(said.map(({ code }) => code)).not.toContain('shorter_than_claimed')
    expect(said.map(({ message }) => message).join(' ')).not.toMatch(/100\d\.\d s|9444/)
    expect(new Set(said.map(({ code }) => code))).toEqual(new Set(['joined_recording']))
    expect(frameCount).toBe(200)
    expect(durationMs).toBeGreaterThan(7900)
    expect(durationMs).toBeLessThan(8200)
  },
  slow,
)
