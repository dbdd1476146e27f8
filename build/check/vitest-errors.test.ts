import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { expect, it } from 'vitest'
import { inRoot } from '../setup/paths.mjs'
import { errorsOfVitest } from './failures.ts'
import { errorsVariable } from './vitest-errors.ts'

it('tells of set-ups that broke and of errors that nobody handled', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'goodclips-errors-'))
  try {
    const path = join(folder, 'errors.json')
    const script = inRoot('node_modules', 'vitest', 'vitest.mjs')
    const root = inRoot('build', 'fixtures', 'broken-hook')
    const reporter = inRoot('build', 'check', 'vitest-errors.ts')
    const child = spawn(process.execPath, [script, 'run', '--root', root, `--reporter=${reporter}`], {
      stdio: 'ignore',
      env: { ...process.env, [errorsVariable]: path },
    })
    expect(await once(child, 'exit')).toEqual([1, null])
    const failures = errorsOfVitest(JSON.parse(await readFile(path, 'utf8')))
    expect(failures.map(({ test }) => test)).toEqual([
      expect.stringContaining('broken-hook.test.ts: a set-up that breaks'),
      'outside of the tests',
    ])
    expect(failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('the set-up broke'),
      expect.stringContaining('nobody handled this'),
    ])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})
