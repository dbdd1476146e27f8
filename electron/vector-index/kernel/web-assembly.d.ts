/** What the scan kernel uses of WebAssembly beyond what the frame kernel's loader declares: memory that threads share. */
declare namespace WebAssembly {
  interface Memory {
    /** Answers the size before, in pages of 64 KiB. */
    grow(pages: number): number
  }
  interface MemoryDescriptor {
    readonly initial: number
    readonly maximum: number
    readonly shared: boolean
  }
  const Memory: new (descriptor: MemoryDescriptor) => Memory
}
