/** What is used of mux.js, which comes without types: its decoder of CEA-708. */
declare module 'mux.js/lib/m2ts/caption-stream.js' {
  interface Cea708Window {
    visible: number
    isEmpty(): boolean
  }
  interface Cea708Service {
    startPts: number
    readonly windows: readonly Cea708Window[]
    readonly currentWindow: Cea708Window
  }
  interface Cea708Caption {
    readonly startPts: number
    readonly endPts: number
    readonly text: string
    /** `cc708_` and the number of the service. */
    readonly stream: string
  }
  export class Cea708Stream {
    constructor(options?: object)
    readonly services: Readonly<Record<string, Cea708Service>>
    on(event: 'data', listener: (caption: Cea708Caption) => void): void
    push(packet: { readonly type: number; readonly pts: number; readonly ccData: number }): void
    new708Packet(): void
    getPts(byteIndex: number): number
    handleText(index: number, service: Cea708Service, options?: object): number
    flushDisplayed(pts: number, service: Cea708Service): void
  }
}
