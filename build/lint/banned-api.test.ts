import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { afterAll, expect, it } from 'vitest'
import { inRoot } from '../setup/paths.mjs'

const refused = [
  ['renderer/ui/inner.ts', "document.body.innerHTML = 'x'\n", 'Text becomes markup'],
  ['renderer/ui/adjacent.ts', "document.body.insertAdjacentHTML('beforeend', 'x')\n", 'Text becomes markup'],
  ['renderer/ui/markup.tsx', 'export const x = <p dangerouslySetInnerHTML={{ __html: y }} />\n', 'noDangerously'],
  ['renderer/ui/evaluates.ts', "eval('x')\n", 'noGlobalEval'],
  ['renderer/ui/opens.ts', "window.open('https://example.com')\n", 'neither opens windows'],
  ['renderer/ui/makes-code.ts', "new Function('x')\n", 'neither opens windows'],
] as const

const folder = mkdtempSync(join(tmpdir(), 'goodclips-lint-'))
cpSync(inRoot('biome.json'), join(folder, 'biome.json'))
cpSync(inRoot('build', 'lint'), join(folder, 'build', 'lint'), { recursive: true })
for (const [path, content] of refused) {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}
const biome = inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome')
const options = ['--vcs-enabled=false', '--max-diagnostics=none', '--colors=off']
const { stdout, stderr } = spawnSync(process.execPath, [biome, 'lint', ...options, 'renderer'], {
  cwd: folder,
  encoding: 'utf8',
  timeout: 60_000,
})
const complaints = `${stdout}${stderr}`.split(/^(?=\S+\.tsx?:)/m)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

it.each(refused)('refuses in %s: %j', (path, _content, complaint) => {
  expect(complaints.filter((text) => text.startsWith(path)).join('\n')).toContain(complaint)
})
