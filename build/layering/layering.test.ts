import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { checkLayering, ruleNames } from './cruise.ts'

const fixtures = fileURLToPath(new URL('../fixtures/layering', import.meta.url))

const { violations } = await checkLayering(fixtures, ['electron', 'renderer', 'e2e', 'bench', 'build'])

describe('layering rules', () => {
  it.each(ruleNames)('%s fails on a file that breaks it', (rule) => {
    expect(violations.filter((violation) => violation.rule === rule)).not.toEqual([])
  })

  it('lets files pass that keep to their layer', () => {
    expect(violations.filter(({ from }) => from.endsWith('/keeps.ts'))).toEqual([])
  })

  it('counts type imports', () => {
    expect(violations).toContainEqual({
      rule: 'domain-imports',
      from: 'electron/domain/breaks.ts',
      to: 'electron/store/target.ts',
    })
  })

  it.each([
    ['electron-only-in-desktop-host', 'electron/hosts/server/breaks.ts'],
    ['sqlite-only-in-store', 'electron/search/breaks.ts'],
    ['child-process-only-in-process', 'electron/media/starts-program.ts'],
    ['child-process-only-in-process', 'electron/store/starts-program.ts'],
    ['desktop-host-imports', 'electron/hosts/desktop/remote.ts'],
    ['no-tests-in-products', 'electron/core/leans-on-test.ts'],
    ['no-unclassified', 'electron/odd/breaks.ts'],
    ['no-unclassified-alone', 'electron/alone.ts'],
    ['app-imports', 'renderer/app/breaks.ts'],
    ['screens-imports', 'renderer/screens/library/breaks.ts'],
    ['screens-apart', 'renderer/screens/library/breaks.ts'],
    ['widgets-imports', 'renderer/widgets/breaks.ts'],
    ['no-folder-cycles', 'renderer/widgets/list'],
  ])('%s names %s', (rule, from) => {
    expect(violations.filter((violation) => violation.rule === rule).map((violation) => violation.from)).toContain(from)
  })
})
