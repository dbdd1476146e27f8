import type { Failure } from '../../contract/index.ts'
import { diskFull } from '../../domain/failure.ts'

const offline =
  /network|dns error|failed to (fetch|connect)|error sending request|connection|timed? ?out|temporary failure in name/i
const full = /no space left|os error 28|disk quota/i
const impossible = /no solution found|no matching distribution|could not find a version|not found in the provided/i
const noVenv = /ensurepip is not available|No module named (venv|pip)/i

/** Why uv or pip failed, for a person: the end of what it wrote decides. */
export const explainInstall = (end: { readonly stderrTail: readonly string[]; readonly stdout: string }): Failure => {
  const text = end.stderrTail.join('\n')
  if (full.test(text)) {
    return {
      ...diskFull,
      message: 'The disk became full while Python’s libraries were installed.',
      remedy: 'Free some space, then try again: what was downloaded is kept.',
    }
  }
  if (noVenv.test(`${text}\n${end.stdout}`)) {
    return {
      code: 'python_missing',
      message: 'The system’s Python comes without pip or venv.',
      remedy: 'Install them (Debian and Ubuntu: sudo apt-get install -y python3-venv python3-pip), then try again.',
    }
  }
  if (impossible.test(text) && !offline.test(text)) {
    return {
      code: 'packages_missing',
      message: 'The index or folder of packages lacks some of what is needed.',
      remedy: 'Check the connection, GOODCLIPS_WHEELS and the settings of pip and uv, then try again.',
    }
  }
  if (offline.test(text)) {
    return {
      code: 'no_network',
      message: 'Python’s libraries could not be downloaded.',
      remedy:
        'Check the connection or the proxy, then try again: what was downloaded is kept. Without a network, name a folder of wheels with GOODCLIPS_WHEELS.',
    }
  }
  return {
    code: 'environment',
    message: `Python’s libraries could not be installed: ${end.stderrTail.slice(-3).join(' ').trim()}`,
    remedy: 'Try again; when it stays like this, the lines above say why.',
  }
}
