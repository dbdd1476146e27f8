import { expect, it } from 'vitest'
import { explainInstall } from './explain-install.ts'

it.each([
  [
    'uv without a network',
    [
      'error: Failed to fetch: http://127.0.0.1:9/simple/idna/',
      '  cause: error sending request for url (http://127.0.0.1:9/simple/idna/)',
      '  cause: Connection refused (os error 111)',
    ],
    'no_network',
  ],
  [
    'uv with a folder that lacks a wheel',
    [
      'error: No solution found when resolving dependencies',
      '  cause: Because idna was not found in the provided package locations and you require idna==3.20, …',
    ],
    'packages_missing',
  ],
  [
    'pip with a folder that lacks a wheel',
    ['ERROR: No matching distribution found for idna==3.20'],
    'packages_missing',
  ],
  ['a full disk', ['error: Failed to install: torch', '  cause: No space left on device (os error 28)'], 'disk_full'],
  [
    'Debian without python3-venv',
    ['The virtual environment was not created … ensurepip is not available.'],
    'python_missing',
  ],
  ['anything else', ['error: something odd'], 'environment'],
])('%s', (_name, stderrTail, code) => {
  const failure = explainInstall({ stderrTail, stdout: '' })
  expect(failure.code).toBe(code)
  expect(failure.remedy).not.toBe('')
})
