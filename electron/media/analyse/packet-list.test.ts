import { expect, test } from 'vitest'
import { createPacketList } from './packet-list.ts'

/** Output of ffmpeg 5.1 (`-c copy -f framecrc`) for AAC sound. */
const listed = `#software: Lavf59.27.100
#tb 0: 1/48000
#media_type 0: audio
#codec_id 0: aac
#sample_rate 0: 48000
#channel_layout_name 0: mono
0,      -1024,      -1024,     1024,       23, 0x4fd30686, S=1,       10
0,     478208,     478208,     1024,      159, 0x5882575b
0,     479232,     479232,      768,      154, 0x97b94b7b
`

test('tells when the last packet ends, in whatever pieces the list comes', () => {
  for (const size of [1, 7, 10_000]) {
    const packets = createPacketList()
    const bytes = Buffer.from(listed.trimEnd())
    for (let at = 0; at < bytes.length; at += size) packets.push(bytes.subarray(at, at + size))
    expect(packets.endMs()).toBe(10_000)
  }
})

test('tells nothing of a stream without packets', () => {
  const packets = createPacketList()
  packets.push(Buffer.from('#tb 0: 1/48000\n'))
  expect(packets.endMs()).toBeNull()
})
