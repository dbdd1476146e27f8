/**
 * What an installation may see of the person's settings beyond the scrubbed environment: the way to the network and to
 * package indexes. Runners see none of it.
 */
const networkVariables =
  /^(HTTPS?_PROXY|ALL_PROXY|NO_PROXY|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|PIP_[A-Z_]+|UV_[A-Z_]+|XDG_(CACHE|CONFIG|DATA)_HOME|HF_TOKEN|HF_ENDPOINT|NETRC)$/i

/** Variables of the network settings that are set. */
export const networkEnvironment = (
  ambient: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> => {
  const chosen: Record<string, string> = {}
  for (const [name, value] of Object.entries(ambient)) {
    if (value !== undefined && networkVariables.test(name)) chosen[name] = value
  }
  return chosen
}

/** For every Python of ours: its sources, UTF-8, nothing from the person's own packages, no reports to anyone. */
export const pythonEnvironment = (nativeRunners: string): Readonly<Record<string, string>> => ({
  PYTHONPATH: nativeRunners,
  PYTHONUTF8: '1',
  PYTHONNOUSERSITE: '1',
  HF_HUB_DISABLE_TELEMETRY: '1',
  DISABLE_SAFETENSORS_CONVERSION: '1',
  TOKENIZERS_PARALLELISM: 'false',
})

/** For what loads models: no library may ask the network for anything. */
export const offlineEnvironment = (nativeRunners: string): Readonly<Record<string, string>> => ({
  ...pythonEnvironment(nativeRunners),
  HF_HUB_OFFLINE: '1',
  TRANSFORMERS_OFFLINE: '1',
})
