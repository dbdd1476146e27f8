import type Database from 'better-sqlite3'

/** Values bound by name; booleans are passed as 0 or 1. */
export type Parameters = Readonly<Record<string, string | number | null | Uint8Array>>

/** A connection with its prepared statements. Statement texts are constants, so the cache stays small. */
export interface Sql {
  readonly database: Database.Database
  readonly all: <Row>(text: string, parameters?: Parameters) => Row[]
  readonly get: <Row>(text: string, parameters?: Parameters) => Row | undefined
  /** Number of changed rows. */
  readonly run: (text: string, parameters?: Parameters) => number
  /** All or nothing; nests. */
  readonly atomically: <Value>(work: () => Value) => Value
}

/** Wraps a connection. */
export const createSql = (database: Database.Database): Sql => {
  const statements = new Map<string, Database.Statement<[Parameters]>>()
  const prepared = (text: string): Database.Statement<[Parameters]> => {
    const known = statements.get(text)
    if (known !== undefined) return known
    const statement = database.prepare<[Parameters]>(text)
    statements.set(text, statement)
    return statement
  }
  return {
    database,
    // Tables are STRICT, so a row has the column types that its query names; JSON columns are parsed where they are read.
    all: <Row>(text: string, parameters: Parameters = {}) => prepared(text).all(parameters) as Row[],
    get: <Row>(text: string, parameters: Parameters = {}) => prepared(text).get(parameters) as Row | undefined,
    run: (text, parameters = {}) => prepared(text).run(parameters).changes,
    atomically: (work) => database.transaction(work).immediate(),
  }
}

/** The port's methods without the promises: what runs on the worker thread. */
export type Synchronous<Port> = {
  readonly [Name in keyof Port]: Port[Name] extends (...parameters: infer Arguments) => Promise<infer Value>
    ? (...parameters: Arguments) => Value
    : never
}
