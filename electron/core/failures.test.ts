import { expect, it } from 'vitest'
import { failureSchema } from '../contract/index.ts'
import { cancelled, failureOfStoreError, failureOfSystemError, isDiskFull, withoutCause } from '../domain/failure.ts'
import { outcomeOfFailure } from '../domain/jobs/outcome.ts'
import { StoreError } from '../domain/store-error.ts'
import { failureOfThrown } from '../pipeline/stage-attempt.ts'
import { storeFailureOf } from '../store/sqlite/store-failure.ts'
import { fromFailure } from './failures.ts'

const systemError = (code: string, cause?: unknown): Error =>
  Object.assign(new Error(`${code}: it went wrong`, { cause }), { code })

it.each([
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['EACCES', 'permission_denied'],
  ['EPERM', 'permission_denied'],
  ['EROFS', 'permission_denied'],
  ['EMFILE', 'too_many_open_files'],
  ['ENOENT', 'file_not_found'],
  ['ENOTDIR', 'file_not_found'],
  ['EBUSY', 'disk_busy'],
  ['EIO', 'io_error'],
  ['ENODEV', 'io_error'],
])('says what %s means: %s', (code, expected) => {
  const failure = failureOfSystemError(systemError(code))
  expect(failure?.code).toBe(expected)
  expect(failureSchema.safeParse(failure).success).toBe(true)
  expect(failure?.remedy).not.toBe('')
})

it('leaves errors that are not the system’s to others', () => {
  expect(failureOfSystemError(new TypeError('a bug'))).toBeNull()
  expect(failureOfSystemError('EIO')).toBeNull()
  expect(failureOfStoreError(systemError('EIO'))).toBeNull()
})

it.each([
  [systemError('ENOSPC'), true],
  [systemError('EDQUOT'), true],
  [systemError('SQLITE_FULL'), true],
  [new Error('written', { cause: systemError('ENOSPC') }), true],
  [systemError('EIO'), false],
  ['ENOSPC', false],
])('knows a full disk, also as a cause: %s', (thrown, expected) => {
  expect(isDiskFull(thrown)).toBe(expected)
})

it('keeps the cause through every conversion', () => {
  const full = systemError('ENOSPC')
  const found = failureOfSystemError(full)
  expect(found?.cause).toBe(full)
  expect(failureOfThrown(full).cause).toBe(full)
  expect(found === null ? null : fromFailure(found, 'disk_full').error.cause).toBe(full)
  expect(storeFailureOf(full).cause).toBe(full)
  const busy = new StoreError('store_busy', 'Held.', 'Wait.', { cause: full })
  expect(failureOfStoreError(busy)?.cause).toBe(busy)
  expect(failureOfThrown(busy).cause).toBe(busy)
  const bug = new TypeError('a bug')
  expect(failureOfThrown(bug)).toMatchObject({ code: 'internal', cause: bug })
  expect(fromFailure(cancelled, 'unavailable').error).toMatchObject({ code: 'unavailable', cause: cancelled })
})

it('stores and shows failures without their cause', () => {
  const failure = failureOfThrown(systemError('EACCES'))
  expect(withoutCause(failure)).toEqual({ code: failure.code, message: failure.message, remedy: failure.remedy })
  for (const code of ['EACCES', 'EIO', 'ENOSPC']) {
    const outcome = outcomeOfFailure(failureOfThrown(systemError(code)), 1, 0)
    expect('reason' in outcome ? outcome.reason : null).not.toHaveProperty('cause')
  }
})
