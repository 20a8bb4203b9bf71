import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * Where Fairlead keeps everything it writes, unless FAIRLEAD_DATA says otherwise: `~/.local/share/fairlead` (XDG Base
 * Directory). Outside the project's folder, because the build takes whatever lies in that for possible input.
 */
export const defaultData = (): string => join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local/share'), 'fairlead')
