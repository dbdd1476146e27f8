import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  ErrorCode,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import { idSchema } from '../../../contract/index.ts'
import type { ApiFailure } from '../../../domain/failure.ts'
import { describeFailure } from '../terminal.ts'
import type { LibraryLease } from './library-lease.ts'
import { readTools } from './read-tools.ts'
import type { Tool } from './tool.ts'
import { writeTools } from './write-tools.ts'

/** What the server is called, and how it is told to be used. */
const instructions =
  'GoodCLIPS finds moments in a person’s own video clips. Scenes are runs of frames; times are milliseconds from the start of a film, frames are counted from 0 and the end of a range is exclusive. search finds scenes, add_to_bin collects them, export hands them to an editor.'

const templates = [
  {
    uriTemplate: 'goodclips://scene/{sceneId}/keyframe',
    name: 'Keyframe of a scene',
    description: 'The picture that stands for the scene.',
    mimeType: 'image/jpeg',
  },
  {
    uriTemplate: 'goodclips://scene/{sceneId}/frame/{frameNumber}',
    name: 'Sampled frame of a scene',
    description: 'One of the frames that describe_scene lists.',
    mimeType: 'image/jpeg',
  },
] as const

/** Scene and frame of an address; null when it is none of these resources. */
const pictureOf = (uri: string): { readonly sceneId: string; readonly frameNumber: number | null } | null => {
  const match = /^goodclips:\/\/scene\/([^/]+)\/(?:keyframe|frame\/(\d{1,9}))$/.exec(uri)
  const sceneId = idSchema.safeParse(match?.[1])
  return match === null || !sceneId.success
    ? null
    : { sceneId: sceneId.data, frameNumber: match[2] === undefined ? null : Number(match[2]) }
}

/** As the protocol wants it: an object at the root, whatever it has to be beside. */
const jsonSchema = (schema: z.ZodType, io: 'input' | 'output') => ({
  ...z.toJSONSchema(schema, { io, target: 'draft-7', unrepresentable: 'any' }),
  type: 'object' as const,
})

const describe = ({ name, title, description, writes, destroys, input, output }: Tool) => ({
  name,
  title,
  description,
  inputSchema: jsonSchema(input, 'input'),
  outputSchema: jsonSchema(output, 'output'),
  annotations: { title, readOnlyHint: !writes, destructiveHint: destroys, openWorldHint: false },
})

const refused = (text: string) => ({ isError: true, content: [{ type: 'text' as const, text }] })
const issueText = ({ path, message }: z.core.$ZodIssue): string =>
  path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`

/** An MCP server over one library. Without `allowWrite` it has no tool that changes anything. */
export const createMcpServer = (parts: {
  readonly library: LibraryLease
  readonly allowWrite: boolean
  readonly version: string
}): Server => {
  const { library } = parts
  const tools: readonly Tool[] = parts.allowWrite ? [...readTools, ...writeTools] : readTools
  const server = new Server(
    { name: 'goodclips', title: 'GoodCLIPS', version: parts.version },
    { capabilities: { tools: {}, resources: {} }, instructions },
  )

  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: tools.map(describe) }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const found = tools.find(({ name }) => name === params.name)
    if (found === undefined) {
      const needsWrite = writeTools.some(({ name }) => name === params.name)
      const why = needsWrite
        ? `${params.name} changes the library: start with --allow-write.`
        : 'There is no such tool.'
      throw new McpError(ErrorCode.InvalidParams, why)
    }
    const input = found.input.safeParse(params.arguments ?? {})
    if (!input.success) return refused(input.error.issues.map(issueText).join('\n'))
    const token = params._meta?.progressToken
    const progress = (done: number): void => {
      if (token === undefined) return
      const told = { progressToken: token, progress: done, total: 1 }
      void extra.sendNotification({ method: 'notifications/progress', params: told }).catch(() => undefined)
    }
    const options = { repeatable: !found.writes }
    const call = { signal: extra.signal, progress }
    const answer = await library.use((backend) => found.run(backend, input.data, call), options)
    if (!answer.ok) return refused(describeFailure(answer.error))
    const { picture } = found
    const shown = picture === undefined ? null : await pictureFor(library, (backend) => picture(backend, input.data))
    return {
      structuredContent: answer.value as Record<string, unknown>,
      content: [
        { type: 'text' as const, text: JSON.stringify(answer.value) },
        ...(shown === null
          ? []
          : [{ type: 'image' as const, mimeType: shown.mimeType, data: Buffer.from(shown.bytes).toString('base64') }]),
      ],
    }
  })

  server.setRequestHandler(ListResourcesRequestSchema, () => ({ resources: [] }))
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [...templates] }))
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params: { uri } }) => {
    const wanted = pictureOf(uri)
    if (wanted === null) throw new McpError(ErrorCode.InvalidParams, `${uri} is no resource of this library.`)
    const picture = await library.use((backend) => backend.picture(wanted.sceneId, wanted.frameNumber), {
      repeatable: true,
    })
    if (!picture.ok) throw new McpError(ErrorCode.InvalidParams, describeFailure(picture.error))
    return { contents: [{ uri, mimeType: 'image/jpeg', blob: Buffer.from(picture.value).toString('base64') }] }
  })
  return server
}

/** A picture is an extra: without it the answer stands all the same. */
const pictureFor = async (
  library: LibraryLease,
  look: (backend: Parameters<NonNullable<Tool['picture']>>[0]) => ReturnType<NonNullable<Tool['picture']>>,
): ReturnType<NonNullable<Tool['picture']>> => {
  const none: ApiFailure = { code: 'not_found', message: 'There is no picture.' }
  const seen = await library.use(
    async (backend) => {
      const picture = await look(backend)
      return picture === null ? { ok: false, error: none } : { ok: true, value: picture }
    },
    { repeatable: true },
  )
  return seen.ok ? seen.value : null
}
