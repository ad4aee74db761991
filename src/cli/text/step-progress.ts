import type { ProgressOutput } from './job-progress.ts'

/** Shows what a command is at, and how far: one line that changes on a terminal, a line for each quarter in a file. */
export function createStepProgress(output: ProgressOutput): {
  show(doing: string, share: number): void
  clear(): void
} {
  let last = ''
  return {
    show(doing, share) {
      const step = output.isTTY === true ? Math.floor(100 * share) : 25 * Math.floor(4 * share)
      const line = `${doing}: ${step} %`
      if (line === last) return
      last = line
      output.write(output.isTTY === true ? `\r${line}\u001b[K` : `${line}\n`)
    },
    clear() {
      if (output.isTTY === true && last !== '') output.write('\r\u001b[K')
      last = ''
    },
  }
}
