import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where EcoPulse keeps its data by default: the folder that the desktop app uses too. */
export function defaultDataDir(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  const home = homedir()
  switch (platform) {
    case 'win32':
      return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'EcoPulse', 'data')
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'EcoPulse', 'data')
    default:
      return join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'EcoPulse', 'data')
  }
}
