import { spawn } from 'node:child_process'

/** Opens an address with the program that the system has for it; where there is none, the address is printed anyway. */
export function openInBrowser(address: string): void {
  const openers: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' }
  const opener = openers[process.platform] ?? 'xdg-open'
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref()
}
