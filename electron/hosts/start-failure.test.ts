import { expect, it } from 'vitest'
import { describeStartFailure } from './start-failure.ts'

it('shows what the core says and what to do, and ends with the code of a refusal', () => {
  const shown = describeStartFailure({
    code: 'unavailable',
    message: 'The drive of the library is not there.',
    remedy: 'Connect it.',
  })
  expect(shown).toEqual({
    title: 'The drive of the library is not there.',
    content: 'Connect it.',
    exitCode: 3,
    details: null,
  })
})

it('shows a window for what nobody foresaw as well, with the cause in the log', () => {
  const shown = describeStartFailure(new Error('something broke'))
  expect(shown).toMatchObject({ title: 'GoodCLIPS could not start.', exitCode: 1 })
  expect(shown.content).toContain('something broke')
  expect(shown.details).toContain('start-failure.test.ts')
  expect(describeStartFailure('a text').content).toContain('a text')
})
