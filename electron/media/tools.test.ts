import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ffmpegInstallRemedy } from './failures.ts'
import { successOf } from './fixtures/call.ts'
import { inspectTools, listedNames, parseVersion } from './tools.ts'

test.each([
  ['ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026', '5.1.9-0+deb12u1', 5],
  ['ffprobe version n7.1 Copyright', 'n7.1', 7],
  ['ffmpeg version 4.4.2-0ubuntu0.22.04.1 Copyright', '4.4.2-0ubuntu0.22.04.1', 4],
  ['ffmpeg version N-112345-gabcdef Copyright', 'N-112345-gabcdef', Number.POSITIVE_INFINITY],
  [
    'ffmpeg version 2024-05-02-git-71669f2ad5-full_build-www.gyan.dev Copyright',
    '2024-05-02-git-71669f2ad5-full_build-www.gyan.dev',
    Number.POSITIVE_INFINITY,
  ],
])('%s', (line, version, major) => {
  expect(parseVersion(line)).toEqual({ version, major })
})

test('no version in other output', () => {
  expect(parseVersion('command not found')).toBeNull()
})

test('names in listings of ffmpeg 5.1 and 8', () => {
  const filters =
    'Filters:\n  T.. = Timeline support\n ... tonemap           V->V       Conversion.\n .S. zscale            V->V       Apply.\n TS nextone V->V x\n'
  expect([...listedNames(filters)]).toEqual(['tonemap', 'zscale', 'nextone'])
  const encoders =
    'Encoders:\n V..... = Video\n ------\n V....D libx264              libx264 H.264\n A....D aac                  AAC\n'
  expect(listedNames(encoders).has('libx264')).toBe(true)
})

test('the ffmpeg of this machine', async () => {
  const tools = successOf(await inspectTools({ ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' }))
  expect(tools.ffmpegVersion).not.toBe('')
  expect(typeof tools.toneMapping).toBe('boolean')
})

test('a missing and an old ffmpeg name the command that helps', async () => {
  const missing = await inspectTools({ ffmpegPath: 'goodclips-no-ffmpeg', ffprobePath: 'ffprobe' })
  expect(missing).toMatchObject({
    ok: false,
    error: { code: 'ffmpeg_missing', remedy: ffmpegInstallRemedy(process.platform) },
  })
  if (process.platform === 'win32') return
  const folder = mkdtempSync(join(tmpdir(), 'goodclips-tools-'))
  const old = join(folder, 'ffmpeg')
  writeFileSync(old, '#!/bin/sh\necho "ffmpeg version 4.2.7 Copyright"\n')
  chmodSync(old, 0o755)
  const answer = await inspectTools({ ffmpegPath: old, ffprobePath: 'ffprobe' })
  expect(answer).toMatchObject({
    ok: false,
    error: { code: 'ffmpeg_missing', message: expect.stringContaining('4.2.7') },
  })
  rmSync(folder, { recursive: true })
})

test('install commands per platform', () => {
  expect(ffmpegInstallRemedy('linux')).toContain('apt install ffmpeg')
  expect(ffmpegInstallRemedy('darwin')).toContain('brew install ffmpeg')
  expect(ffmpegInstallRemedy('win32')).toContain('winget install')
})
