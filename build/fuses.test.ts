import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fuseStates, packedProgram, setFuses } from './fuses.mjs'
import { inRoot } from './setup/paths.mjs'

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const [disabled, enabled] = ['0'.charCodeAt(0), '1'.charCodeAt(0)]

const knownFuses = Object.entries(FuseV1Options).flatMap(([name, number]) =>
  typeof number === 'number' ? [{ name, number }] : [],
)

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-fuses-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** What Electron's binary holds: the sentinel, version 1, the number of fuses, a byte for each. */
const wire = (states: readonly number[]): Buffer =>
  Buffer.concat([Buffer.from(sentinel), Buffer.from([1, states.length, ...states])])

const writeProgram = async (path: string, ...wires: readonly Buffer[]): Promise<void> => {
  const code = Buffer.alloc(100_000, 0x90)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, Buffer.concat([code, ...wires.flatMap((each) => [each, code])]))
}

const linux = () => ({
  appOutDir: folder,
  electronPlatformName: 'linux',
  packager: { appInfo: { productFilename: 'GoodCLIPS' }, executableName: 'goodclips' },
})

const wiresOf = async (path: string): Promise<readonly (readonly boolean[])[]> => {
  const bytes = await readFile(path)
  const found: boolean[][] = []
  for (let at = bytes.indexOf(sentinel); at !== -1; at = bytes.indexOf(sentinel, at + 1)) {
    const start = at + sentinel.length + 2
    found.push([...bytes.subarray(start, start + (bytes[start - 1] ?? 0))].map((state) => state === enabled))
  }
  return found
}

describe('the fuses of the packed app', () => {
  it('are decided one by one, all that the pinned @electron/fuses knows', () => {
    expect(Object.keys(fuseStates).sort()).toEqual(knownFuses.map(({ name }) => name).sort())
    expect(knownFuses.length).toBeGreaterThanOrEqual(9)
  })

  it('are as the security list says', () => {
    expect(fuseStates).toMatchObject({
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      GrantFileProtocolExtraPrivileges: false,
    })
  })

  it('come from an exact version', async () => {
    const { devDependencies } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'))
    const installed = JSON.parse(await readFile(inRoot('node_modules/@electron/fuses/package.json'), 'utf8'))
    expect(devDependencies['@electron/fuses']).toBe(installed.version)
  })

  it.each([
    ['all on', () => enabled],
    ['all off', () => disabled],
    ['mixed', (index: number) => (index % 2 === 0 ? enabled : disabled)],
  ])('come out of a binary of nine as decided, whatever they were (%s)', async (_, before) => {
    const program = packedProgram(linux())
    await writeProgram(program, wire(Array.from({ length: 9 }, (_each, index) => before(index ?? 0))))
    await setFuses(linux())
    const after = await getCurrentFuseWire(program)
    const states = Object.fromEntries(
      knownFuses.map(({ name, number }) => [name, Reflect.get(after, number) === enabled]),
    )
    expect(states).toEqual(fuseStates)
  })

  it('are set in both halves of a universal program of macOS', async () => {
    const context = {
      ...linux(),
      electronPlatformName: 'darwin',
      packager: { appInfo: { productFilename: 'GoodCLIPS' } },
    }
    expect(packedProgram(context)).toBe(join(folder, 'GoodCLIPS.app'))
    // The signature can be made anew on macOS only: the same bytes under a name that asks for none.
    const program = packedProgram(linux())
    await writeProgram(program, wire(Array(9).fill(enabled)), wire(Array(9).fill(disabled)))
    await setFuses(linux())
    const [first, second, ...more] = await wiresOf(program)
    expect(first).toEqual(knownFuses.map(({ name }) => fuseStates[name]))
    expect(second).toEqual(first)
    expect(more).toEqual([])
  })

  it('stop the packing when Electron has one more than is decided', async () => {
    await writeProgram(packedProgram(linux()), wire(Array(10).fill(enabled)))
    await expect(setFuses(linux())).rejects.toThrow('has 10 fuses')
    expect((await wiresOf(packedProgram(linux())))[0]).toEqual(Array(10).fill(true))
  })

  it('are looked for where each system has its program', () => {
    expect(packedProgram(linux())).toBe(join(folder, 'goodclips'))
    const windows = {
      ...linux(),
      electronPlatformName: 'win32',
      packager: { appInfo: { productFilename: 'GoodCLIPS' } },
    }
    expect(packedProgram(windows)).toBe(join(folder, 'GoodCLIPS.exe'))
  })
})
