import { expect, it } from 'vitest'
import { isPermissionGranted } from './permissions.ts'

const everyPermission = [
  'accessibility-events',
  'clipboard-read',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'pointerLock',
  'serial',
  'speaker-selection',
  'storage-access',
  'top-level-storage-access',
  'unknown',
  'usb',
  'window-management',
  'a permission of a later version',
]

it.each(everyPermission)('denies %s to our own page', (permission) => {
  expect(isPermissionGranted(permission, 'goodclips://app/')).toBe(false)
})

it.each(['clipboard-sanitized-write', 'fullscreen'])('grants %s to our own page only', (permission) => {
  expect(isPermissionGranted(permission, 'goodclips://app/videos/1')).toBe(true)
  expect(isPermissionGranted(permission, 'https://example.com/')).toBe(false)
  expect(isPermissionGranted(permission, 'goodclips://app.example/')).toBe(false)
  expect(isPermissionGranted(permission, '')).toBe(false)
})
