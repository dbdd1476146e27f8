import type { EncoderName, Failure, Model, ModelModality, RunnerState } from '../contract/index.ts'
import type { Clock } from '../domain/ports/clock.ts'
import type { EmbeddingPort } from '../domain/ports/embedding-port.ts'
import type { FaceFindingPort } from '../domain/ports/people-port.ts'
import type { TextReadingPort } from '../domain/ports/screen-text-port.ts'
import type { TranscriptionPort } from '../domain/ports/speech-port.ts'
import type { Result } from '../domain/result.ts'

/** An installed model, and the program that runs it: `command ...args --model-dir … --model … (docs/runner-protocol.md)`. */
export interface ResolvedModel {
  readonly id: string
  /** Null of a model that makes no vectors. */
  readonly modality: ModelModality | null
  readonly revision: string
  readonly folder: string
  readonly encoder: EncoderName
  readonly prompts: { readonly query: string; readonly passage: string }
  /** Memory it takes while loaded, as declared. */
  readonly memoryBytes: number
  /** As declared; null when nobody knows before it is loaded. A runner that says otherwise is not used. */
  readonly dimension: number | null
  readonly preprocessing: 'default' | 'reference'
  /** The person agreed that program code of the folder runs. */
  readonly consentToRunCode: boolean
  readonly program: {
    /** The Python of the environment. */
    readonly command: string
    /** What comes before the protocol's own arguments, for example `-m goodclips_runners`. */
    readonly args: readonly string[]
    /** Added to a scrubbed environment, for example `PYTHONPATH`. */
    readonly env?: Readonly<Record<string, string>>
  }
  /** Default `auto`. */
  readonly device?: 'auto' | 'cpu' | 'cuda' | 'mps'
}

/** What a runner does now, for the Models page and the status bar. */
export interface RunnerStatus {
  readonly modelId: string
  readonly state: RunnerState
  /** For example `CPU (bf16)`; of the last load, also before it is loaded again. */
  readonly device: string | null
  readonly speed: Model['runner']['speed']
  /** Why it is disabled. */
  readonly failure: Failure | null
  /** Items that wait or are being embedded. */
  readonly pendingItems: number
  readonly pid: number | null
  /** Of the process, by its last heartbeat. */
  readonly memoryBytes: number | null
  readonly counters: {
    /** Lines on stdout that were not of the protocol. */
    readonly noiseLines: number
    /** Answers to requests that were never made, and items that were not asked for. */
    readonly unknownIds: number
    readonly crashes: number
    readonly quarantined: number
    readonly invalidVectors: number
  }
}

/** One line for the log. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly message: string
}

/** Times and sizes of supervision; every one has a default. */
export interface RunnerLimits {
  /** From start to `ready`: imports, measuring the engine; the time to read the weights comes on top (`loadDeadlineMs`). */
  readonly loadMs: number
  /** A runner that shows signs of life while it loads counts as hung after so long without one: imports may hold it up. */
  readonly loadHeartbeatMs: number
  /** From the last answer to the next, plus what the items in flight may take: five seconds each, and as long as a sound plays. */
  readonly requestMs: number
  /** Without a heartbeat for so long a loaded runner counts as hung. */
  readonly heartbeatMs: number
  /** To finish and exit when it is asked to. */
  readonly drainMs: number
  /** The same when the model is unloaded or the app closes, and nobody waits for what it is doing: shorter than any host waits. */
  readonly closeMs: number
  /** Unloaded after so long without work. */
  readonly idleMs: number
  /** A batch that is not full leaves after so long. */
  readonly batchDelayMs: number
  /** First back-off after a crash; it doubles, up to `maxBackoffMs`, and is jittered by half. */
  readonly backoffMs: number
  readonly maxBackoffMs: number
  /** A busy holder of the device hands it over after so long when another model waits. */
  readonly leaseSliceMs: number
  readonly maxLineBytes: number
  /** What a runner may take besides three times its model (`mostModelMemory`). */
  readonly libraryMemoryBytes: number
}

/** What `createModelRunners` needs. */
export interface ModelRunnersOptions {
  /** The installed model; may set up the Python environment first, which takes minutes. Asked again whenever a runner starts. */
  readonly resolveModel: (modelId: string, signal: AbortSignal) => Promise<Result<ResolvedModel>>
  readonly chosen: (modality: ModelModality) => Promise<string | null>
  /** Where batch ceilings and measured engines are remembered; made when it is not there. */
  readonly stateFolder: string
  /** Memory that all loaded models may take together; default half of the machine's. A larger model runs alone. */
  readonly memoryBudgetBytes?: number
  readonly clock: Clock
  readonly log: (line: LogLine) => void
  readonly limits?: Partial<RunnerLimits>
}

/** Models at work: the port that stages and search use, and what the Models page and `core` steer. */
export interface ModelRunners extends EmbeddingPort, TranscriptionPort, TextReadingPort, FaceFindingPort {
  /** Of every model that was asked for since the start. */
  readonly states: () => ReadonlyMap<string, RunnerStatus>
  /** Called at every change of a state; the answer unsubscribes. */
  readonly onState: (listener: (status: RunnerStatus) => void) => () => void
  /** Lets a disabled runner try again. */
  readonly restart: (modelId: string) => void
  /** Ends the runner and forgets what is known of the model: before its files change or go. Its calls fail. */
  readonly unload: (modelId: string) => Promise<void>
  /** Fails what waits, ends every runner. */
  readonly close: () => Promise<void>
}
