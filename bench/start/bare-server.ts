import { spawn } from 'node:child_process'

const program = `
require('node:http').createServer((_, answer) => answer.end('ok')).listen(0, '127.0.0.1', function () {
  process.stdout.write(String(this.address().port) + '\\n')
})`

/** Milliseconds from starting a Node process to its empty HTTP server's first answer: the floor of any start on this machine. */
export const measureBareServer = async (): Promise<number> => {
  const started = performance.now()
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString('utf8').trim()))
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
  })
  await (await fetch(`http://127.0.0.1:${port}/`)).text()
  const elapsed = performance.now() - started
  child.removeAllListeners('exit')
  child.kill('SIGKILL')
  return elapsed
}
