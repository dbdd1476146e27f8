/** A packet of the picture. */
export interface PacketMark {
  /** When it is shown, in s; null where a decoder that began before it made no picture of it. */
  readonly time: number | null
  /** Whether it can be decoded alone. */
  readonly key: boolean
  /** Left out by the film's edit list: it is decoded and not shown. */
  readonly hidden?: boolean
  /** When it is decoded, in s, where the file keeps nothing else. */
  readonly stored?: number
}
