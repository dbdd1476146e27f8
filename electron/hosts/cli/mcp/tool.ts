import type { z } from 'zod'
import type { CliBackend, Reply } from '../backend.ts'

/** What a tool is told while it runs. */
export interface ToolCall {
  readonly signal: AbortSignal
  /** Tells the client how far the work is, 0…1. */
  readonly progress: (done: number) => void
}

/** A picture that belongs to an answer. */
export interface ToolPicture {
  readonly mimeType: string
  readonly bytes: Uint8Array
}

/** A tool of the MCP server. Its shapes are those of the HTTP API. */
export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Whether it changes the library or writes files; such tools are there only with `--allow-write`. */
  readonly writes: boolean
  /** Whether what it does cannot be taken back. */
  readonly destroys: boolean
  readonly input: z.ZodType
  readonly output: z.ZodType
  /** `input` has been parsed. */
  readonly run: (backend: CliBackend, input: unknown, call: ToolCall) => Reply<unknown>
  readonly picture?: (backend: CliBackend, input: unknown) => Promise<ToolPicture | null>
}

/** Makes a tool whose work is checked against its input and answer. */
export const tool = <Input extends z.ZodType, Output extends z.ZodType>(
  row: Omit<Tool, 'writes' | 'destroys' | 'input' | 'output' | 'run' | 'picture'> & {
    readonly writes?: true
    readonly destroys?: true
    readonly input: Input
    readonly output: Output
    readonly run: (backend: CliBackend, input: z.output<Input>, call: ToolCall) => Reply<z.input<Output>>
    readonly picture?: (backend: CliBackend, input: z.output<Input>) => Promise<ToolPicture | null>
  },
): Tool => {
  const { picture, run, ...rest } = row
  return {
    ...rest,
    writes: row.writes === true,
    destroys: row.destroys === true,
    // The server parses with `input` before it calls.
    run: (backend, input, call) => run(backend, input as z.output<Input>, call),
    ...(picture === undefined
      ? {}
      : { picture: (backend: CliBackend, input: unknown) => picture(backend, input as z.output<Input>) }),
  }
}
