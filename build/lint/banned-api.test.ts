import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, expect, it } from 'vitest'
import { inRoot } from '../setup/paths.mjs'

const spawnProgram = "import { spawn } from 'node:child_process'\n\nspawn('ffmpeg')\n"
const useElectron = "import { app } from 'electron'\n\napp.quit()\n"
const useSqlite = "import Database from 'better-sqlite3'\n\nnew Database('x')\n"

const refused = [
  ['electron/core/spawns.ts', spawnProgram, 'Programs are started by electron/process only'],
  ['electron/store/spawns.ts', spawnProgram, 'Programs are started by electron/process only'],
  ['electron/core/queries.ts', useSqlite, 'SQL lives in electron/store only'],
  ['electron/hosts/server/quits.ts', useElectron, 'Only electron/hosts/desktop knows Electron'],
  ['electron/hosts/desktop/remote.ts', "import { x } from '@electron/remote'\n\nx()\n", 'hands the page the whole'],
  ['renderer/ui/inner.ts', "document.body.innerHTML = 'x'\n", 'Text becomes markup'],
  ['renderer/ui/adjacent.ts', "document.body.insertAdjacentHTML('beforeend', 'x')\n", 'Text becomes markup'],
  ['renderer/ui/markup.tsx', 'export const x = <p dangerouslySetInnerHTML={{ __html: y }} />\n', 'noDangerously'],
  ['renderer/ui/evaluates.ts', "eval('x')\n", 'noGlobalEval'],
  ['renderer/ui/opens.ts', "window.open('https://example.com')\n", 'neither opens windows'],
  ['renderer/ui/makes-code.ts', "new Function('x')\n", 'neither opens windows'],
] as const

const allowed = [
  ['electron/process/spawns.ts', spawnProgram],
  ['electron/hosts/desktop/quits.ts', useElectron],
  ['electron/store/queries.ts', useSqlite],
] as const

const folder = mkdtempSync(join(tmpdir(), 'goodclips-lint-'))
cpSync(inRoot('biome.json'), join(folder, 'biome.json'))
cpSync(inRoot('build', 'lint'), join(folder, 'build', 'lint'), { recursive: true })
for (const [path, content] of [...refused, ...allowed]) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}
const biome = inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome')
const options = ['--vcs-enabled=false', '--max-diagnostics=none', '--colors=off']
const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', ...options, 'electron', 'renderer'], {
  cwd: folder,
  encoding: 'utf8',
  timeout: 60_000,
})
const complaints = `${stdout}${stderr}`.split(/^(?=\S+\.tsx?:)/m)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each(refused)('refuses in %s: %j', (path, _content, complaint) => {
  expect(complaints.filter((text) => text.startsWith(path)).join('\n')).toContain(complaint)
})

it.each(allowed)('allows in %s: %j', (path) => {
  expect(complaints.filter((text) => text.startsWith(path) && text.includes('noRestrictedImports'))).toEqual([])
})
