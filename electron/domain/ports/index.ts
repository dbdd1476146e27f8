export type * from './media-port.ts'
export type * from './store-port.ts'
