import { assertNever } from '../../domain/result.ts'
import type { FileKind } from './probe-failure.ts'

/** How much of a file's beginning shows whether it is scrambled. */
export const encryptionSampleBytes = 1024 * 1024

const packetBytes = 188
/** Fewer packets than this say nothing. */
const leastPackets = 20

/** Share of the packets with a payload that are marked as scrambled (ETSI TS 100 289), from the first sync byte on. */
const scrambledShare = (head: Buffer, strideBytes: number, firstAt: number): number => {
  let packets = 0
  let scrambled = 0
  for (let at = firstAt; at + 4 <= head.length; at += strideBytes) {
    if (head[at] !== 0x47) continue
    const pid = head.readUInt16BE(at + 1) & 0x1fff
    const control = head[at + 3] ?? 0
    // Tables and stuffing are never scrambled.
    if (pid < 0x20 || pid === 0x1fff || (control & 0x10) === 0) continue
    packets++
    if ((control & 0xc0) !== 0) scrambled++
  }
  return packets < leastPackets ? 0 : scrambled / packets
}

const bluRayPacketBytes = packetBytes + 4
/** AACS encrypts units of 32 packets, all but their first 16 bytes. */
const aacsUnitBytes = 32 * bluRayPacketBytes

/** Whether only the first packet of each AACS unit can be made out, and is marked as encrypted. */
const isAacs = (head: Buffer): boolean => {
  const units = Math.floor(head.length / aacsUnitBytes)
  let readable = 0
  for (let unit = 0; unit < units; unit++) {
    const at = unit * aacsUnitBytes
    if (head[at + 4] !== 0x47 || ((head[at] ?? 0) & 0xc0) === 0) return false
    for (let packet = 1; packet < 32; packet++) if (head[at + packet * bluRayPacketBytes + 4] === 0x47) readable++
  }
  return units >= 3 && readable < units * 8
}

/** Share of the packets of a program stream whose picture or sound is marked as scrambled (DVD: CSS). */
const scrambledPacketsOfProgram = (head: Buffer): number => {
  let packets = 0
  let scrambled = 0
  for (let at = head.indexOf('000001', 0, 'hex'); at >= 0 && at + 7 <= head.length; ) {
    const id = head[at + 3] ?? 0
    const isMedia = id === 0xbd || (id >= 0xc0 && id <= 0xef)
    if (isMedia && ((head[at + 6] ?? 0) & 0xc0) === 0x80) {
      packets++
      if (((head[at + 6] ?? 0) & 0x30) !== 0) scrambled++
      at = head.indexOf('000001', at + 6 + head.readUInt16BE(at + 4), 'hex')
    } else {
      at = head.indexOf('000001', at + 3, 'hex')
    }
  }
  return packets < leastPackets ? 0 : scrambled / packets
}

/** Objects of a Windows Media header that describe its protection, as GUIDs in file order. */
const windowsMediaProtection = ['fbb3112223bdd211b4b700a0c955fc6e', '14e68a292226174cb935dae07ee9289c'] as const

/** `ContentEncodingType` 1 in a Matroska track: encrypted. */
const matroskaEncryption = '50338101'
const matroskaCluster = '1f43b675'

/**
 * What a file that is encrypted as a whole is protected with, from its first megabyte; null when nothing says so.
 * The tracks of MP4 files say it each for itself (`mp4-tracks.ts`).
 */
export const encryptionOf = (head: Buffer, kind: FileKind): string | null => {
  switch (kind) {
    case 'mpegts':
      return scrambledShare(head, packetBytes, 0) > 0.5 ? 'scrambled broadcast' : null
    case 'm2ts':
      return scrambledShare(head, bluRayPacketBytes, 4) > 0.5 ? 'scrambled broadcast' : null
    case 'mpegps':
      return scrambledPacketsOfProgram(head) > 0.2 ? 'CSS' : null
    case 'asf':
      return windowsMediaProtection.some((guid) => head.subarray(0, 65_536).includes(guid, 0, 'hex'))
        ? 'Windows Media DRM'
        : null
    case 'matroska': {
      const cluster = head.indexOf(matroskaCluster, 0, 'hex')
      const header = cluster < 0 ? head : head.subarray(0, cluster)
      return header.includes(matroskaEncryption, 0, 'hex') ? 'Matroska encryption' : null
    }
    case 'unknown':
      return isAacs(head) ? 'AACS' : null
    case 'mp4':
    case 'riff':
    case 'flv':
      return null
    default:
      return assertNever(kind)
  }
}
