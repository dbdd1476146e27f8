export type * from './embedding-port.ts'
export type * from './media-port.ts'
export type * from './store-port.ts'
export type * from './vector-port.ts'
