import type { FfprobeOutput, ProbedStream } from './ffprobe-output.ts'

/** Names under which containers keep camera data, by the key the app uses. First match wins. */
const cameraTags: Readonly<Record<string, readonly string[]>> = {
  make: ['com.apple.quicktime.make', 'com.android.manufacturer', 'make', 'manufacturer'],
  model: ['com.apple.quicktime.model', 'com.android.model', 'model'],
  software: ['com.apple.quicktime.software', 'com.android.version', 'software', 'firmware'],
  lens: ['com.apple.quicktime.camera.lens_model', 'lens_model', 'lens'],
  location: ['com.apple.quicktime.location.iso6709', 'location', 'location-eng'],
  captureFrameRate: ['com.android.capture.fps', 'com.apple.quicktime.camera.framerate'],
}

const timeTags = ['com.apple.quicktime.creationdate', 'creation_time', 'date_recorded', 'date_digitized', 'icrd']
const longestValue = 200

const lowerCased = (tags: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value.trim()]))

/** Camera data of the container, else of the video stream. */
export const cameraOf = (output: FfprobeOutput, stream: ProbedStream): Record<string, string> => {
  const sources = [lowerCased(output.format.tags), lowerCased(stream.tags)]
  const camera: Record<string, string> = {}
  for (const [key, names] of Object.entries(cameraTags)) {
    const value = sources.flatMap((source) => names.map((name) => source.get(name))).find((found) => found)
    if (value !== undefined) camera[key] = value.slice(0, longestValue)
  }
  // Every muxer signs as software; only beside a camera's name it is the camera's.
  if (camera['make'] === undefined && camera['model'] === undefined) delete camera['software']
  return camera
}

/**
 * When it was recorded, as UTC. Dates of cameras whose clock was never set (1904, 1970) and bare years do not count.
 */
export const recordedAtOf = (output: FfprobeOutput, stream: ProbedStream): string | null => {
  for (const tags of [lowerCased(output.format.tags), lowerCased(stream.tags)]) {
    for (const name of timeTags) {
      const text = tags.get(name)
      if (text === undefined || !/^\d{4}-\d{2}-\d{2}/.test(text)) continue
      // QuickTime writes +0100 where ISO 8601 wants +01:00; without a zone UTC is as good a guess as any.
      const zoned = text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2')
      const time = new Date(/T.*(Z|[+-]\d{2}:\d{2})$/.test(zoned) || !zoned.includes('T') ? zoned : `${zoned}Z`)
      const year = time.getUTCFullYear()
      if (year > 1980 && year < 2200) return time.toISOString()
    }
  }
  return null
}
