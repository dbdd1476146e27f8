/**
 * Address of a worker script that lies beside the caller, from source (`.ts`) as well as bundled (`.js`):
 * the bundles put every worker flat into the folder of the file that starts it.
 */
export const workerEntry = (importMetaUrl: string, name: string): URL =>
  new URL(`./${name}.${new URL(importMetaUrl).pathname.endsWith('.ts') ? 'ts' : 'js'}`, importMetaUrl)
