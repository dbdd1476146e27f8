import { request as plainRequest } from 'node:http'
import { importPaths, placeClip, settled } from './support/library.ts'
import { goTo, videoCard } from './support/person.ts'
import { expect, newLink, sharedAppTest } from './support/shared-app.ts'

const test = sharedAppTest('security', async (server, media) => {
  await importPaths(server, [await placeClip('portrait', media, 'Gate')])
  await settled(server, 1)
})

test('keeps to itself on every screen', async ({ page, guard }) => {
  // The guard fails the test for foreign requests, console errors and policy violations.
  await expect(videoCard(page, 'Gate')).toBeVisible()
  await videoCard(page, 'Gate').hover()
  for (const screen of ['Search', 'Activity', 'Models', 'Settings', 'Library'] as const) {
    await goTo(page, screen)
    await expect(page.getByRole('link', { name: screen })).toHaveAttribute('aria-current', 'page')
  }
  await videoCard(page, 'Gate').dblclick()
  await expect(page).toHaveURL(/\/video\//)
  await page.waitForTimeout(1000)
  expect(guard.complaints()).toEqual([])
})

test('lets nobody in without a code, and each code only once', async ({ browser, server }) => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(server.origin)
  await expect(page.getByRole('heading', { name: 'This library is closed to this browser' })).toBeVisible()
  await page.goto(`${server.origin}/open?code=made-up`)
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible()
  const link = await newLink(server)
  await page.goto(link)
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  expect(page.url()).not.toContain('code=')
  expect((await context.cookies()).map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
    { httpOnly: true, sameSite: 'Strict' },
  ])
  expect(await page.evaluate(() => document.cookie)).toBe('')
  await context.clearCookies()
  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'This link does not work any more' })).toBeVisible()
  await context.close()
})

test('answers 401 without a token and 403 to other hosts and sites', async ({ server }) => {
  const status = async (path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') =>
    (await fetch(new URL(path, server.origin), { method, headers })).status
  for (const path of ['/api/v1/videos', '/api/v1/stats', '/api/v1/events', '/api/v1/videos/x/stream', '/nonsense']) {
    expect([path, await status(path)]).toEqual([path, 401])
  }
  expect(await status('/api/v1/videos', { authorization: 'Bearer guess' })).toBe(401)
  expect(await status('/health')).toBe(200)
  const bearer = { authorization: `Bearer ${server.token}` }
  expect(await status('/api/v1/videos', bearer)).toBe(200)
  expect(await status('/api/v1/videos', { ...bearer, origin: 'https://example.com' })).toBe(403)
  const rebound = await new Promise<number | undefined>((resolve, reject) => {
    const { port, hostname } = new URL(server.origin)
    plainRequest({ hostname, port, path: '/api/v1/videos', headers: { ...bearer, host: 'evil.example' } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect(rebound).toBe(403)
})

test('has a strict policy: nothing inline, nothing foreign', async ({ browser, server }) => {
  // Without the guard, because this page breaks the rules on purpose.
  const page = await browser.newPage()
  const answer = await page.goto(await newLink(server))
  const headers = (await answer?.allHeaders()) ?? {}
  const policy = headers['content-security-policy'] ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/unsafe-|https?:|\*|data:/)
  expect(headers['x-content-type-options']).toBe('nosniff')
  const html = await (await server.fetch('/')).text()
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)|\son\w+=/i)
  const title = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "injected"'
    document.head.append(script)
    return document.title
  })
  expect(title).not.toBe('injected')
  await page.close()
})
