import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { importAll, type TestLibrary, testLibrary, unwrap } from '../../../core/fixtures/test-library.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
let library: TestLibrary
let videoId = ''

beforeAll(async () => {
  library = await testLibrary()
  const core = await library.open()
  const [item] = await importAll(core, await library.clip('captioned-mp4', 'Harbour.mp4'))
  videoId = item?.videoId ?? ''
  expect(unwrap(await core.videos.scenes(videoId, { limit: 10 })).items.length).toBeGreaterThan(1)
  await core.close()
})

afterAll(() => library.close(), 60_000)

/** The SDK's own client, talking to the command as an agent starts it. */
const connected = async (...options: readonly string[]): Promise<Client> => {
  const { npm_lifecycle_event: _, INIT_CWD: __, ...env } = process.env
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [main, '--library', library.libraryPath, 'mcp', ...options],
      env: Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
      stderr: 'inherit',
    }),
  )
  return client
}

const call = async <Shape extends z.ZodType>(client: Client, name: string, input: object, shape: Shape) => {
  const answer = await client.callTool({ name, arguments: { ...input } })
  expect(answer.isError, JSON.stringify(answer.content)).not.toBe(true)
  return shape.parse(answer.structuredContent)
}

describe('the MCP server', () => {
  it('finds a scene, keeps it in a bin and exports it', async () => {
    const client = await connected('--allow-write')
    try {
      const { tools } = await client.listTools()
      expect(tools.map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          'search',
          'similar',
          'describe_video',
          'captions',
          'list_bins',
          'add_to_bin',
          'export',
        ]),
      )
      const hits = z.object({ items: z.array(z.object({ sceneId: z.string(), videoId: z.string() })) })
      const found = await call(client, 'search', { query: 'door' }, hits)
      const [first] = found.items
      expect(first?.videoId).toBe(videoId)
      const bin = await call(client, 'create_bin', { name: 'Selects' }, z.object({ id: z.string() }))
      const items = [
        { sceneId: first?.sceneId, note: 'the door' },
        { videoId, startFrame: 3, endFrame: 30 },
      ]
      await call(client, 'add_to_bin', { id: bin.id, items }, z.object({ items: z.array(z.unknown()).length(2) }))
      const ranges = z.object({ items: z.array(z.object({ id: z.string(), note: z.string(), endFrame: z.number() })) })
      const inBin = await call(client, 'get_bin', { id: bin.id }, ranges)
      expect(inBin.items.map(({ note }) => note)).toEqual(['the door', ''])
      const last = inBin.items[1]?.id ?? ''
      const edited = await call(
        client,
        'change_bin_items',
        { id: bin.id, items: [{ id: last, endFrame: 20 }], order: [last] },
        ranges,
      )
      expect(edited.items.map(({ endFrame }) => endFrame)[0]).toBe(20)
      const written = await call(
        client,
        'export',
        { source: { binId: bin.id }, kind: 'timeline', format: 'otio', destination: join(library.folder, 'out') },
        z.object({ state: z.literal('done'), files: z.array(z.object({ path: z.string() })).min(1) }),
      )
      const text = await readFile(written.files[0]?.path ?? '', 'utf8')
      const timeline: unknown = JSON.parse(text)
      expect(timeline).toMatchObject({ OTIO_SCHEMA: 'Timeline.1', name: 'Selects' })
      const imported = z.object({
        format: z.literal('otio'),
        bins: z.array(z.object({ id: z.string() })).length(1),
        unlinked: z.array(z.unknown()).length(0),
      })
      const back = await call(client, 'import_bin', { text, name: 'Back again' }, imported)
      const frames = z.object({ items: z.array(z.object({ startFrame: z.number(), endFrame: z.number() })) })
      expect(await call(client, 'get_bin', { id: back.bins[0]?.id }, frames)).toEqual(
        await call(client, 'get_bin', { id: bin.id }, frames),
      )
      await call(client, 'set_marks', { target: { sceneId: first?.sceneId }, rating: 4 }, z.unknown())
      expect(
        await call(client, 'list_marks', { videoId }, z.object({ items: z.array(z.object({ rating: z.number() })) })),
      ).toEqual({ items: [{ rating: 4 }] })
    } finally {
      await client.close()
    }
  })

  it('only looks without --allow-write, and says what is wrong', async () => {
    const client = await connected()
    try {
      const { tools } = await client.listTools()
      expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([])
      await expect(client.callTool({ name: 'create_bin', arguments: { name: 'No' } })).rejects.toThrow('--allow-write')
      const scenes = z.object({
        scenes: z.object({ items: z.array(z.object({ id: z.string(), startFrame: z.number() })) }),
        video: z.object({ title: z.literal('Harbour') }),
      })
      const described = await call(client, 'describe_video', { id: videoId, limit: 1 }, scenes)
      const sceneId = described.scenes.items[0]?.id ?? ''
      expect(described.scenes.items).toHaveLength(1)
      const shown = await client.callTool({ name: 'describe_scene', arguments: { id: sceneId } })
      expect(shown.content).toMatchObject([{ type: 'text' }, { type: 'image', mimeType: 'image/jpeg' }])
      const frames = z.object({ frames: z.array(z.object({ frameNumber: z.number() })).min(1) })
      const frame = frames.parse(shown.structuredContent).frames[0]?.frameNumber
      for (const uri of [`goodclips://scene/${sceneId}/keyframe`, `goodclips://scene/${sceneId}/frame/${frame}`]) {
        const [content] = (await client.readResource({ uri })).contents
        const bytes = Buffer.from(content !== undefined && 'blob' in content ? content.blob : '', 'base64')
        expect(bytes.subarray(0, 2).toString('hex')).toBe('ffd8')
      }
      await expect(client.readResource({ uri: 'goodclips://scene/nothing/keyframe' })).rejects.toThrow(/scene/)
      await expect(client.readResource({ uri: 'file:///etc/passwd' })).rejects.toThrow('no resource')
      const captions = await call(client, 'captions', { id: videoId }, z.object({ text: z.string() }))
      expect(captions.text).toContain(' --> ')
      const wrong = await client.callTool({ name: 'similar', arguments: { anchor: { sceneId }, limit: 0 } })
      expect(wrong).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('limit') }] })
      const gone = await client.callTool({ name: 'describe_video', arguments: { id: 'nothing' } })
      expect(gone).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('video') }] })
      const like = z.object({ items: z.array(z.object({ sceneId: z.string() })).min(1) })
      const similar = await call(client, 'similar', { anchor: { sceneId } }, like)
      expect(similar.items.map((hit) => hit.sceneId)).not.toContain(sceneId)
    } finally {
      await client.close()
    }
  })
})
